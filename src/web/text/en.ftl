# English of vi.ftl, key by key.

brand = Sohoa
skip = Skip to content
other-language = Tiếng Việt
close = Close
none = –
to-start = To the first page
to-find = Find papers

## Frame
places = Workplaces
place-digitise = Digitise
place-find = Papers
place-quarantine = Quarantine
find-label = Search all papers
find-placeholder = With or without accents
find-key = Ctrl K
find-button = Search
keys-button = Keys
keys-title = Keys
keys-find = Go to the search box
key-hits = F3 · Shift F3
keys-hits = Next match, previous match
key-pages = ← · →
keys-pages = Previous page, next page (on the page image)
key-zoom = + · − · 0
keys-zoom = Larger, smaller, fit (on the page image)
key-help = F1
keys-help = Open or close this list

## Counts
pages = { $n ->
    [one] { $shown } page
   *[other] { $shown } pages
}
kept-papers = { $n ->
    [one] { $shown } paper kept
   *[other] { $shown } papers kept
}
quarantined = { $n ->
    [one] { $shown } file in quarantine
   *[other] { $shown } files in quarantine
}
papers-running = { $shown } being read
papers-waiting = { $shown } waiting
pages-found = { $n ->
    [one] { $shown } page matches
   *[other] { $shown } pages match
}
pages-to-look-at = { $n ->
    [one] { $shown } page to look at
   *[other] { $shown } pages to look at
}
pages-done = { $done }/{ $pages } pages
rate = { $rate } pages/min
left-under-a-minute = under a minute left
left-minutes = about { $shown } minutes left
left-hours = about { $hours } h { $minutes } min left

## Handing in
drop-here = Drop files anywhere on this page
choose-here = Choose scans or photos
choose-files = Choose files
what-is-taken = PDF, TIFF, JPEG, PNG, JPEG 2000, HEIC. Each file is one paper, at most 500 MB.
let-go = Let go to digitise
codes = Goes with them, if known
dossier-code = Dossier code
unit-code = Unit code
upload-button = Send files
upload-problems = Not sent
upload-no-file = There is no file yet. Choose at least one.
upload-too-large = “{ $name }” is larger than 500 MB and was not taken. Split it, or copy it to a folder and use “sohoa ingest”.
upload-code-too-long = Dossier and unit codes have at most 100 characters. Correct them and send the files again.
upload-refused = “{ $name }” was not taken. { $why }
sending-list = Files being sent
sending = Sending
sending-waits = Waiting to be sent
sending-taken = Taken, on its way to the queue
sending-lost = The connection broke. The file is still on your computer.
again = Try again
again-failed = That did not work. Load the page again.

## Queue
queue = Queue
queue-empty = No file yet. Drop a scanned PDF or image on this page to begin.
queue-all-done = All has been read
look-again = Load the page again to see how far it is
state-waiting = Waiting
state-running = Reading
state-stored = Kept
state-duplicate = Kept before
state-quarantined = Not taken
state-stopped = Stopped
stopped-why = Tried several times without success. The file is kept; press “Try again”, and tell your administrator if it fails once more.
duplicate-why = This very file had been kept before; this hand-in was added to that paper.

## Quarantine
quarantine-hint = Files stay here untouched until someone deals with them.
quarantine-empty = No file waits to be dealt with.

## Finding
recent = Papers that came in lately
find-hint = Type in the box above: a name, a number, any few words.
nothing-kept = No paper yet.
nothing-kept-link = Digitise the first file
dossier-is = dossier { $code }
found = Search results
nothing-found = No page matches.
nothing-found-shorter = Try fewer words, or leave the accents out.
nothing-found-number = For a number, try its digits alone: 1495 instead of 1495/QĐ-UBND.
nothing-found-queue = A file just sent is found only after it has been read.
page-of = Page { $page }/{ $pages }
more = Show more
too-many = Many more pages match. Type another word to narrow them down.

## Paper
paper = Paper
back-to-found = Search results
received-at = received { $at }
download-pdf = Download PDF ({ $size })
download-original = Download original ({ $size })
download-original-of-several = Download original { $number } ({ $size })
all-pages = All pages
page = Page { $page }
page-has-hits = has matches
page-to-look-at = to look at
page-image = Page image
page-image-keys = Page image; arrow keys turn pages, plus and minus zoom
page-before = Previous page
page-after = Next page
hit = Match
hit-before = Previous match
hit-after = Next match
no-hit-here = No match on this page
smaller = Smaller
larger = Larger
fit = Fit
page-text = Text of the page
page-text-empty = There is no text on this page.
page-text-unread = The text of this page has not been read.
page-blank = A blank page: kept, without text.
seals-found = Found: { $seals }
page-unread = This page could not be read; there is only its image. { $why }
unsure = dotted
unsure-means = words are those that the reader is unsure of.
hand-ins = Hand-ins
when = When
file = File
fixity = Fixity
fixity-means = The BLAKE3 hash of each kept file; a download must give the same.
colour-layers = Colour layers (TIFF)
access-copy = Access copy (PDF/A)
length = Size
hash = Hash
signed = signed

## What goes wrong
not-found-title = Nothing stands at this address
not-found = The address may be incomplete, or the paper is not kept here. Nothing is lost.
query-expired-title = This search has expired
query-expired = To keep private what you look for, results are held for 8 hours only. Type it again in the box above.
foreign-title = This request does not come from Sohoa
foreign = Another site sent it, so Sohoa refused; nothing has changed. Open Sohoa at the address that it printed when it started.
bad-request-title = This request is incomplete
bad-request = What was sent broke off or does not fit the form, so nothing was kept. Go back and send it again.
broken-title = This could not be done
broken = Sohoa failed to open the page. Kept papers are not affected. Try again in a few minutes; if it stays, tell the administrator.
