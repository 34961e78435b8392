# Everything that the screens say. Vietnamese is the source text.
# Words of the field: src/base/glossary.rs.

brand = Sohoa
skip = Đến nội dung chính
other-language = English
close = Đóng
none = –
to-start = Về trang Số hóa
to-find = Tìm giấy tờ

## Frame
places = Nơi làm việc
place-digitise = Số hóa
place-find = Giấy tờ
place-quarantine = Khu chờ xử lý
find-label = Tìm trong giấy tờ
find-placeholder = Gõ có dấu hoặc không dấu
find-key = Ctrl K
find-button = Tìm
keys-button = Phím tắt
keys-title = Phím tắt
keys-find = Đến ô tìm
key-hits = F3 · Shift F3
keys-hits = Chỗ khớp sau, chỗ khớp trước
key-pages = ← · →
keys-pages = Trang trước, trang sau (khi đang ở ảnh trang)
key-zoom = + · − · 0
keys-zoom = Phóng to, thu nhỏ, vừa khung (khi đang ở ảnh trang)
key-help = F1
keys-help = Mở hoặc đóng bảng này

## Counts
pages = { $shown } trang
kept-papers = Đang giữ { $shown } giấy tờ
quarantined = { $shown } tệp chờ xử lý
papers-running = { $shown } đang đọc
papers-waiting = { $shown } đang chờ
pages-found = { $shown } trang khớp
pages-to-look-at = { $shown } trang cần xem lại
pages-done = { $done }/{ $pages } trang
rate = { $rate } trang/phút
left-under-a-minute = còn chưa đến 1 phút
left-minutes = còn khoảng { $shown } phút
left-hours = còn khoảng { $hours } giờ { $minutes } phút

## Handing in
drop-here = Kéo tệp vào bất cứ đâu trên trang này
choose-here = Chọn bản quét hoặc ảnh chụp
choose-files = Chọn tệp
what-is-taken = PDF, TIFF, JPEG, PNG, JPEG 2000, HEIC. Mỗi tệp là một giấy tờ, tối đa 500 MB.
let-go = Thả để số hóa
codes = Ghi kèm, nếu có
dossier-code = Mã hồ sơ
unit-code = Mã đơn vị
upload-button = Gửi tệp
upload-problems = Chưa gửi được tệp
upload-no-file = Chưa có tệp nào. Hãy chọn ít nhất một tệp.
upload-too-large = “{ $name }” lớn hơn 500 MB nên chưa nhận. Hãy chia nhỏ, hoặc chép tệp vào thư mục và dùng lệnh “sohoa ingest”.
upload-code-too-long = Mã hồ sơ và mã đơn vị dài nhất 100 ký tự. Hãy sửa lại rồi gửi lại tệp.
upload-refused = Chưa nhận được “{ $name }”. { $why }
sending-list = Tệp đang gửi
sending = Đang gửi
sending-waits = Chờ gửi
sending-taken = Đã nhận, đang vào hàng đợi
sending-lost = Đường truyền bị ngắt. Tệp vẫn còn trên máy của bạn.
again = Thử lại
again-failed = Chưa thử lại được. Hãy tải lại trang.

## Queue
queue = Hàng đợi
queue-empty = Chưa có tệp nào. Kéo một bản quét PDF hoặc ảnh vào trang này để bắt đầu.
queue-all-done = Đã đọc xong tất cả
look-again = Tải lại trang để xem tiến độ
state-waiting = Đang chờ
state-running = Đang đọc
state-stored = Đã lưu
state-duplicate = Đã có
state-quarantined = Không nhận được
state-stopped = Đã dừng
stopped-why = Đã thử nhiều lần không xong. Tệp vẫn được giữ; bấm “Thử lại”, nếu vẫn lỗi hãy báo quản trị viên.
duplicate-why = Đúng tệp này đã được lưu từ trước; lần nộp này được ghi thêm vào giấy tờ đó.

## Quarantine
quarantine-hint = Tệp được giữ nguyên ở đây cho đến khi có người xử lý.
quarantine-empty = Không có tệp nào chờ xử lý.

## Finding
recent = Giấy tờ mới nhận
find-hint = Gõ vào ô tìm ở trên: tên, số hiệu, vài chữ bất kỳ.
nothing-kept = Chưa có giấy tờ nào.
nothing-kept-link = Số hóa tệp đầu tiên
dossier-is = hồ sơ { $code }
found = Kết quả tìm
nothing-found = Không trang nào khớp.
nothing-found-shorter = Thử ít chữ hơn, hoặc bỏ dấu.
nothing-found-number = Với số hiệu, thử riêng phần số: 1495 thay cho 1495/QĐ-UBND.
nothing-found-queue = Tệp vừa gửi chỉ tìm được sau khi đọc xong.
page-of = Trang { $page }/{ $pages }
more = Xem thêm
too-many = Còn nhiều trang khớp nữa. Hãy gõ thêm chữ để thu hẹp.

## Paper
paper = Giấy tờ
back-to-found = Kết quả tìm
received-at = nhận lúc { $at }
download-pdf = Tải PDF ({ $size })
download-original = Tải tệp gốc ({ $size })
download-original-of-several = Tải tệp gốc { $number } ({ $size })
all-pages = Các trang
page = Trang { $page }
page-has-hits = có chỗ khớp
page-to-look-at = cần xem lại
page-image = Ảnh trang
page-image-keys = Ảnh trang; dùng phím mũi tên để chuyển trang, phím cộng và trừ để phóng to, thu nhỏ
page-before = Trang trước
page-after = Trang sau
hit = Chỗ khớp
hit-before = Chỗ khớp trước
hit-after = Chỗ khớp sau
no-hit-here = Trang này không có chỗ khớp
smaller = Thu nhỏ
larger = Phóng to
fit = Vừa khung
page-text = Chữ trên trang
page-text-empty = Trang này không có chữ nào.
page-text-unread = Chữ trên trang này chưa đọc được.
page-blank = Trang trắng: được giữ lại, không có chữ.
seals-found = Tìm thấy: { $seals }
page-unread = Chưa đọc được trang này, chỉ có ảnh. { $why }
unsure = gạch chấm
unsure-means = là chữ bộ đọc không chắc chắn.
hand-ins = Các lần nộp
when = Lúc
file = Tệp
fixity = Tính toàn vẹn
fixity-means = Mã băm BLAKE3 của từng tệp được giữ; tệp tải về phải cho đúng mã này.
colour-layers = Lớp mực màu (TIFF)
access-copy = Bản sử dụng (PDF/A)
length = Dung lượng
hash = Mã băm
signed = đã ký số

## What goes wrong
not-found-title = Không có gì ở địa chỉ này
not-found = Có thể địa chỉ bị gõ thiếu, hoặc giấy tờ này không có trong kho. Không có gì bị mất.
query-expired-title = Kết quả tìm này đã hết hạn
query-expired = Để giữ kín điều bạn tìm, kết quả chỉ được giữ 8 giờ. Hãy gõ lại vào ô tìm ở trên.
foreign-title = Yêu cầu này không đến từ Sohoa
foreign = Một trang khác đã gửi yêu cầu nên Sohoa từ chối; không có gì thay đổi. Hãy mở Sohoa bằng địa chỉ được in ra khi khởi động.
bad-request-title = Yêu cầu này chưa đủ
bad-request = Dữ liệu gửi lên bị ngắt giữa chừng hoặc không đúng mẫu, nên không có gì được lưu. Hãy quay lại và gửi lần nữa.
broken-title = Chưa làm được việc này
broken = Sohoa gặp trục trặc khi mở trang. Giấy tờ đã lưu không bị ảnh hưởng. Hãy thử lại sau ít phút; nếu vẫn vậy, báo cho người quản trị.
