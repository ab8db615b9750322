// The page image with boxes over it. Boxes are in points from the page's top left as scanned; OpenSeadragon moves the image.

const SVG = "http://www.w3.org/2000/svg";

export class PageViewer extends EventTarget {
  /**
   * `element` holds the image; `address(number, dpi)` gives the address of a page's image with so many dots per inch;
   * `sizes` maps page numbers to {w, h} in points.
   */
  constructor(element, { address, sizes, label }) {
    super();
    this.address = address;
    this.sizes = sizes;
    this.page = 0;
    this.boxes = [];
    this.isDrawing = false;
    // OpenSeadragon puts a style sheet into the page unless one is there; our content security policy would refuse it
    const standIn = document.createElementNS("urn:none", "style");
    standIn.setAttribute("data-openseadragon-mobile-css", "none");
    document.head.append(standIn);
    this.view = window.OpenSeadragon({
      element,
      drawer: "canvas",
      showNavigationControl: false,
      showNavigator: false,
      animationTime: 0.25,
      springStiffness: 12,
      minZoomImageRatio: 0.7,
      maxZoomPixelRatio: 4,
      visibilityRatio: 0.3,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true, scrollToZoom: true },
      gestureSettingsTouch: { clickToZoom: false, pinchRotate: false },
      preserveViewport: false,
      imageSmoothingEnabled: true,
      silenceMultiImageWarnings: true,
      tileRetryMax: 20,
      tileRetryDelay: 3000,
    });
    this.view.addHandler("canvas-key", (event) => { event.preventDefaultAction = true; });
    this.view.canvas.setAttribute("aria-label", label);
    this.view.canvas.setAttribute("role", "img");
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("class", "boxes");
    this.svg.setAttribute("aria-hidden", "true");
    this.group = document.createElementNS(SVG, "g");
    this.svg.append(this.group);
    this.view.canvas.append(this.svg);
    this.view.addHandler("update-viewport", () => this.#place());
    this.view.addHandler("resize", () => this.#place());
    this.view.addHandler("canvas-click", (event) => {
      if (!event.quick || this.isDrawing) return;
      const [x, y] = this.#points(event.position);
      this.dispatchEvent(new CustomEvent("pick", { detail: { page: this.page, x, y } }));
    });
    this.#listenForDrawing();
  }

  /** Show a page; `fit` is "width" (from its top) or "page". */
  show(number, fit = "width") {
    if (number === this.page) return Promise.resolve();
    this.page = number;
    this.group.replaceChildren();
    const { w, h } = this.sizes[number];
    const levels = [75, 150, 300].map((dpi) => ({ url: this.address(number, dpi), width: Math.round((w / 72) * dpi), height: Math.round((h / 72) * dpi) }));
    this.scale = levels.at(-1).width / w;
    return new Promise((done) => {
      this.view.addOnceHandler("open", () => { this.fit(fit, true); this.#place(); done(); });
      this.view.open({ type: "legacy-image-pyramid", levels });
    });
  }

  /** The boxes of the page shown: [{key, look, boxes: [[x0, top, x1, bottom], …]}]. */
  draw(boxes) {
    this.boxes = boxes;
    // fills lie in a group of their own, so that lines whose boxes overlap do not grow darker where they do
    this.group.replaceChildren(
      ...boxes.flatMap(({ key, look, boxes: rectangles }) =>
        ["fill", "line"].map((part) => {
          const group = document.createElementNS(SVG, "g");
          group.setAttribute("class", `${part} ${look}`);
          group.dataset.key = key;
          for (const [x0, top, x1, bottom] of rectangles) {
            const node = document.createElementNS(SVG, "rect");
            node.setAttribute("x", x0 - 1);
            node.setAttribute("y", top - 0.5);
            node.setAttribute("width", x1 - x0 + 2);
            node.setAttribute("height", bottom - top + 1);
            node.setAttribute("rx", 1.5);
            group.append(node);
          }
          return group;
        })
      )
    );
  }

  /** Bring rectangles of the page shown into sight, without moving when they are well in sight already. */
  reveal(rectangles) {
    if (!rectangles.length || !this.view.world.getItemCount()) return;
    const x0 = Math.min(...rectangles.map((r) => r[0])), top = Math.min(...rectangles.map((r) => r[1]));
    const x1 = Math.max(...rectangles.map((r) => r[2])), bottom = Math.max(...rectangles.map((r) => r[3]));
    const item = this.view.world.getItemAt(0);
    const wanted = item.imageToViewportRectangle(x0 * this.scale, top * this.scale, (x1 - x0) * this.scale, (bottom - top) * this.scale);
    const seen = this.view.viewport.getBoundsNoRotate();
    const margin = seen.height * 0.12;
    const isInSight = wanted.x >= seen.x && wanted.x + wanted.width <= seen.x + seen.width && wanted.y >= seen.y + margin && wanted.y + wanted.height <= seen.y + seen.height - margin;
    if (isInSight && this.view.viewport.getRotation() === 0) return;
    const centre = wanted.getCenter(), { w, h } = this.sizes[this.page];
    if (this.view.viewport.getRotation() !== 0) return void this.view.viewport.panTo(centre);
    // no further than the page's edges: what lies beyond is nothing to look at
    const within = (at, shown, whole) => (shown >= whole ? whole / 2 : Math.max(shown / 2, Math.min(at, whole - shown / 2)));
    this.view.viewport.panTo(new window.OpenSeadragon.Point(within(centre.x, seen.width, 1), within(centre.y, seen.height, h / w)));
  }

  fit(how, isImmediate = false) {
    const { viewport } = this.view;
    if (how === "page") return viewport.goHome(isImmediate);
    const { w, h } = this.sizes[this.page];
    const shape = this.view.container.clientHeight / Math.max(1, this.view.container.clientWidth);
    viewport.fitBounds(new window.OpenSeadragon.Rect(-0.01, 0, 1.02, Math.min(h / w, 1.02 * shape)), isImmediate);
  }

  zoom(factor) { this.view.viewport.zoomBy(factor).applyConstraints(); }
  /** A quarter to the right, with the page in sight again: upright as wide as the frame, on its side as a whole. */
  rotate() {
    const turn = (this.view.viewport.getRotation() + 90) % 360;
    this.view.viewport.setRotation(turn, true);
    this.fit(turn % 180 ? "page" : "width", true);
  }

  pan(x, y) { this.view.viewport.panBy(this.view.viewport.deltaPointsFromPixels(new window.OpenSeadragon.Point(x, y))); this.view.viewport.applyConstraints(); }

  /** From here the pointer marks a rectangle; a "mark" event says which. */
  startDrawing() { this.isDrawing = true; this.view.element.classList.add("drawing"); this.view.setMouseNavEnabled(false); }
  stopDrawing() { this.isDrawing = false; this.view.element.classList.remove("drawing"); this.view.setMouseNavEnabled(true); this.rubber?.remove(); }

  #listenForDrawing() {
    let from = null;
    const corner = (event) => {
      const frame = this.view.container.getBoundingClientRect();
      return this.#points(new window.OpenSeadragon.Point(event.clientX - frame.left, event.clientY - frame.top));
    };
    const rectangle = (event) => {
      const to = corner(event), { w, h } = this.sizes[this.page];
      const inside = (value, most) => Math.max(0, Math.min(most, value));
      return [inside(Math.min(from[0], to[0]), w), inside(Math.min(from[1], to[1]), h), inside(Math.max(from[0], to[0]), w), inside(Math.max(from[1], to[1]), h)];
    };
    const { container } = this.view;
    container.addEventListener("pointerdown", (event) => {
      if (!this.isDrawing) return;
      from = corner(event);
      container.setPointerCapture(event.pointerId);
      this.rubber = document.createElementNS(SVG, "rect");
      this.rubber.setAttribute("class", "rubber");
      this.group.append(this.rubber);
    });
    container.addEventListener("pointermove", (event) => {
      if (!from) return;
      const [x0, top, x1, bottom] = rectangle(event);
      for (const [name, value] of [["x", x0], ["y", top], ["width", x1 - x0], ["height", bottom - top]]) this.rubber.setAttribute(name, value);
    });
    container.addEventListener("pointerup", (event) => {
      if (!from) return;
      const box = rectangle(event);
      from = null;
      this.stopDrawing();
      if (box[2] - box[0] > 4 && box[3] - box[1] > 3) this.dispatchEvent(new CustomEvent("mark", { detail: { page: this.page, box } }));
    });
  }

  /** Pixels in the container → points on the page. */
  #points(pixel) {
    const item = this.view.world.getItemAt(0);
    if (!item) return [0, 0];
    const at = item.viewportToImageCoordinates(this.view.viewport.viewerElementToViewportCoordinates(pixel));
    return [at.x / this.scale, at.y / this.scale];
  }

  #place() {
    const item = this.view.world.getItemAt(0);
    if (!item) return;
    const { viewport } = this.view;
    const current = (x, y) => viewport.pixelFromPoint(item.imageToViewportCoordinates(x * this.scale, y * this.scale, true), true);
    const origin = current(0, 0), right = current(100, 0), down = current(0, 100);
    const part = (to, axis) => (to[axis] - origin[axis]) / 100;
    this.group.setAttribute("transform", `matrix(${part(right, "x")} ${part(right, "y")} ${part(down, "x")} ${part(down, "y")} ${origin.x} ${origin.y})`);
  }
}
