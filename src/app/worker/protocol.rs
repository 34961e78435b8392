//! What parent and child say to each other: frames of one JSON value and any
//! number of byte strings, and open files beside the frames that ask for them.

use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::joining::{JoinReport, JoinWork, NotJoined, PictureForm};
use crate::base::{
    Degrees, Dpi, EncodedImage, Mark, MediaType, PageNo, PageQuality, PageStatus, PageText,
    PlacedImage, QuarterTurns, Reason, Size, Step,
};
use crate::{capture, imaging, ocr};

/// Longest frame: a page image of a large sheet, and its text. A child that
/// claims more is broken.
const LONGEST: u64 = 1 << 30;

/// First word to a child: all that it needs to open its models.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Hello {
    pub ocr: ocr::Settings,
    pub imaging: imaging::Settings,
    pub limits: capture::Limits,
    /// Bytes of memory of its own that the child may have.
    pub memory: u64,
}

/// What the parent asks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Request {
    /// Take the file that comes beside this frame; it replaces the one before.
    /// `converted_from`: another program made it from a file of that kind.
    Open { converted_from: Option<MediaType> },
    /// Clean and read a page of the open file.
    Read { page: PageNo },
    /// Clean a page but do not read it: its reading has failed before.
    Keep { page: PageNo },
    /// A picture of a page, at most so many pixels long.
    View { page: PageNo, long_side: u32 },
    /// Make one picture of all pages of the `files` files that come beside this
    /// frame, in their order. The open file stays open.
    Join {
        work: JoinWork,
        form: PictureForm,
        files: usize,
    },
}

/// What the child answers.
#[derive(Debug, Serialize, Deserialize)]
pub enum Reply {
    /// Models are loaded.
    Ready {
        reader: String,
    },
    Opened(OpenedFile),
    /// The page, or the two pages of an open book, each with the number of bytes
    /// of its image among those beside this frame.
    Pages(Vec<(ReadPage, usize)>),
    /// The bytes beside this frame are a JPEG.
    View,
    /// The bytes beside this frame are the joined picture.
    Joined(JoinReport),
    /// The pictures do not belong together.
    NotJoined(NotJoined),
    /// The file or page cannot be taken; `detail` is for the log.
    Refused {
        reason: Reason,
        detail: String,
    },
}

/// What is known of a file before its pages are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedFile {
    /// Its kind, by content.
    pub media: MediaType,
    /// Number of pages.
    pub pages: u32,
    /// It carries a digital signature.
    pub signed: bool,
    /// Some of its text was never paper.
    pub born_digital: bool,
}

/// All that comes of one page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadPage {
    /// The page as shown, in pixels.
    pub size: Size,
    /// Its resolution, if known.
    pub dpi: Option<Dpi>,
    /// From the input's pixels to the page as shown.
    pub from_raw: crate::base::Affine,
    /// The picture was drawn anew.
    pub redrawn: bool,
    /// Counter-clockwise quarter turns found in the input.
    pub turns: QuarterTurns,
    /// Counter-clockwise skew found in the input.
    pub skew: Degrees,
    /// Read, blank or not read.
    pub status: PageStatus,
    /// What was read.
    pub text: PageText,
    /// Verdict of the image.
    pub quality: PageQuality,
    /// Seals, stamps and pen strokes.
    pub marks: Vec<Mark>,
    /// What imaging did.
    pub steps: Vec<Step>,
    /// The image for the PDF; its bytes travel beside the JSON. `None` when
    /// the page could not even be decoded.
    pub image: Option<PlacedImage>,
    /// Where coloured ink lies: bilevel, black is ink, over the whole page as
    /// shown, about 150 dpi. Its bytes travel beside the JSON too.
    pub colour: Option<EncodedImage>,
}

impl ReadPage {
    /// Takes the bytes of its images out, to travel apart: each with its length.
    pub fn take_bytes(&mut self) -> Vec<u8> {
        let mut all = Vec::new();
        for image in self.images() {
            let bytes = std::mem::take(&mut image.bytes);
            all.extend((bytes.len() as u64).to_le_bytes());
            all.extend(bytes);
        }
        all
    }

    /// Puts the images' bytes back; what is cut short stays empty.
    pub fn with_bytes(mut self, all: &[u8]) -> Self {
        let mut rest = all;
        for image in self.images() {
            let Some((length, behind)) = rest.split_first_chunk() else {
                break;
            };
            let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
            let (bytes, behind) = behind.split_at_checked(length).unwrap_or((&[], &[]));
            image.bytes = bytes.to_vec();
            rest = behind;
        }
        self
    }

    fn images(&mut self) -> impl Iterator<Item = &mut EncodedImage> {
        let placed = self.image.iter_mut().map(|placed| &mut placed.image);
        placed.chain(&mut self.colour)
    }
}

/// Pages with their images apart, to travel beside them.
pub fn apart(pages: Vec<ReadPage>) -> (Vec<(ReadPage, usize)>, Vec<u8>) {
    let mut beside = Vec::new();
    let apart = pages.into_iter().map(|mut page| {
        let bytes = page.take_bytes();
        let length = bytes.len();
        if beside.is_empty() {
            beside = bytes;
        } else {
            beside.extend(bytes);
        }
        (page, length)
    });
    (apart.collect(), beside)
}

/// Pages with their images put back; `None` if the bytes are not theirs.
pub fn together(pages: Vec<(ReadPage, usize)>, beside: &[u8]) -> Option<Vec<ReadPage>> {
    let total = pages
        .iter()
        .try_fold(0_usize, |sum, (_, n)| sum.checked_add(*n));
    if pages.is_empty() || total != Some(beside.len()) {
        return None;
    }
    let mut rest = beside;
    let whole = pages.into_iter().map(|(page, length)| {
        let (own, after) = rest.split_at(length);
        rest = after;
        page.with_bytes(own)
    });
    Some(whole.collect())
}

/// Writes a value and one byte string.
pub fn send<T: Serialize>(to: &mut UnixStream, value: &T, bytes: &[u8]) -> io::Result<()> {
    let json = serde_json::to_vec(value)?;
    let mut head = [0; 16];
    head[..8].copy_from_slice(&(json.len() as u64).to_le_bytes());
    head[8..].copy_from_slice(&(bytes.len() as u64).to_le_bytes());
    to.write_all(&head)?;
    to.write_all(&json)?;
    to.write_all(bytes)
}

/// Reads a value and its byte string.
pub fn receive<T: DeserializeOwned>(from: &mut UnixStream) -> io::Result<(T, Vec<u8>)> {
    let mut head = [0; 16];
    from.read_exact(&mut head)?;
    let length = |at: usize| {
        let bytes: [u8; 8] = std::array::from_fn(|i| head[at + i]);
        u64::from_le_bytes(bytes)
    };
    let (json_len, bytes_len) = (length(0), length(8));
    if json_len > LONGEST || bytes_len > LONGEST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "frame too long"));
    }
    let mut json = vec![0; json_len as usize];
    from.read_exact(&mut json)?;
    let mut bytes = vec![0; bytes_len as usize];
    from.read_exact(&mut bytes)?;
    Ok((serde_json::from_slice(&json)?, bytes))
}

/// Passes an open file.
pub fn send_file(to: &UnixStream, file: BorrowedFd<'_>) -> io::Result<()> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut beside = SendAncillaryBuffer::new(&mut space);
    let files = [file];
    beside.push(SendAncillaryMessage::ScmRights(&files));
    // One byte must carry it.
    sendmsg(
        to.as_fd(),
        &[IoSlice::new(b"f")],
        &mut beside,
        SendFlags::empty(),
    )?;
    Ok(())
}

/// Takes the file that [`send_file`] passed.
pub fn receive_file(from: &UnixStream) -> io::Result<OwnedFd> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut beside = RecvAncillaryBuffer::new(&mut space);
    let mut byte = [0];
    recvmsg(
        from.as_fd(),
        &mut [IoSliceMut::new(&mut byte)],
        &mut beside,
        RecvFlags::CMSG_CLOEXEC,
    )?;
    beside
        .drain()
        .find_map(|message| match message {
            RecvAncillaryMessage::ScmRights(mut files) => files.next(),
            _ => None,
        })
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "no file came"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Affine, Codec, ColourSpace, EncodedImage};

    #[test]
    fn the_bytes_of_both_images_travel_apart_and_come_back() {
        let image = |bytes: &[u8]| EncodedImage {
            bytes: bytes.to_vec(),
            codec: crate::base::Codec::Jpeg,
            size: Size::new(3, 4),
            space: crate::base::ColourSpace::Gray,
            bits: 8,
            inverted: false,
            icc: None,
        };
        let mut page = ReadPage {
            image: Some(PlacedImage {
                image: image(b"page"),
                placing: crate::base::Affine::IDENTITY,
            }),
            colour: Some(image(b"ink")),
            ..crate::app::forward::empty_page(Reason::Crashed)
        };
        let bytes = page.take_bytes();
        assert!(page.colour.as_ref().unwrap().bytes.is_empty());
        let back = |bytes: &[u8]| {
            let mut page = page.clone().with_bytes(bytes);
            let all: Vec<Vec<u8>> = page.images().map(|i| i.bytes.clone()).collect();
            all
        };
        assert_eq!(back(&bytes), [b"page".to_vec(), b"ink".to_vec()]);
        for cut in 0..bytes.len() {
            assert_eq!(back(&bytes[..cut])[1], b"");
        }
    }

    #[test]
    fn a_frame_and_a_file_arrive_as_they_were_sent() {
        let (mut here, mut there) = UnixStream::pair().unwrap();
        send(
            &mut here,
            &Request::View {
                page: PageNo::FIRST,
                long_side: 9,
            },
            b"xyz",
        )
        .unwrap();
        let mut sent = tempfile::tempfile().unwrap();
        sent.write_all(b"noi dung").unwrap();
        send_file(&here, sent.as_fd()).unwrap();
        let (request, bytes): (Request, _) = receive(&mut there).unwrap();
        assert!(matches!(request, Request::View { long_side: 9, .. }));
        assert_eq!(bytes, b"xyz");
        let mut got = std::fs::File::from(receive_file(&there).unwrap());
        io::Seek::rewind(&mut got).unwrap();
        let mut text = String::new();
        got.read_to_string(&mut text).unwrap();
        assert_eq!(text, "noi dung");
    }

    #[test]
    fn pages_get_their_own_images_back_and_no_others() {
        let page = |bytes: &[u8]| {
            let image = EncodedImage {
                bytes: bytes.to_vec(),
                codec: Codec::Jpeg,
                size: Size::new(1, 1),
                space: ColourSpace::Gray,
                bits: 8,
                inverted: false,
                icc: None,
            };
            ReadPage {
                image: (!bytes.is_empty()).then_some(PlacedImage {
                    image,
                    placing: Affine::IDENTITY,
                }),
                ..crate::app::forward::empty_page(Reason::Crashed)
            }
        };
        for images in [
            &[&b"left"[..], b"right side"][..],
            &[b"one"],
            &[b"", b"x", b""],
        ] {
            let (pages, beside) = apart(images.iter().map(|b| page(b)).collect());
            let back = together(pages.clone(), &beside).unwrap();
            let own = |p: ReadPage| p.image.map_or(Vec::new(), |placed| placed.image.bytes);
            let bytes = back.into_iter().map(own);
            assert_eq!(bytes.collect::<Vec<_>>(), images);
            assert!(together(pages, &[beside, vec![0]].concat()).is_none());
        }
        assert!(together(Vec::new(), &[]).is_none());
    }

    #[test]
    fn a_frame_that_claims_too_much_is_refused() {
        let (mut here, mut there) = UnixStream::pair().unwrap();
        here.write_all(&[0xff; 16]).unwrap();
        assert!(receive::<Request>(&mut there).is_err());
    }
}
