"""Property tests draw the same examples in every run; `HYPOTHESIS_PROFILE=explore` draws others, and many more."""

import os

from hypothesis import HealthCheck, settings

SLOW_IS_NO_FAULT = [HealthCheck.too_slow]

settings.register_profile("same", derandomize=True, database=None, deadline=None, suppress_health_check=SLOW_IS_NO_FAULT)
settings.register_profile("explore", max_examples=5000, deadline=None, suppress_health_check=SLOW_IS_NO_FAULT)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
