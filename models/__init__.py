"""What is read: frozen values, and nothing else.

Glossary (English in code, Vietnamese in strings): scan = bản quét, page = trang, document = văn bản, letterhead = thể thức
đầu văn bản, issuer = cơ quan ban hành, symbol = ký hiệu, title = trích yếu, place = đơn vị hành chính, target = chỉ tiêu,
decision = quyết định, citation = viện dẫn, instrument = văn bản được viện dẫn, deadline = thời hạn, assignment = phân công.
"""
