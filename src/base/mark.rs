//! What stands on a page beside its printed text: seals, stamps, strokes of a pen.

use serde::{Deserialize, Serialize};

use super::geometry::Rect;

/// A seal, a stamp or a stroke of the pen, where it lies on the page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// What it is.
    pub kind: MarkKind,
    /// Its ink.
    pub colour: InkColour,
    /// Its outline.
    pub shape: Outline,
    /// Its box, pixels of the page as shown.
    #[serde(flatten)]
    pub at: Rect,
}

/// What kind of mark, those first that a reader of a page asks for first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// An office's round seal (con dấu): rings around letters and an emblem.
    Seal,
    /// A framed stamp of the registry: arrival (công văn đến), certified copy.
    Stamp,
    /// Written by hand in coloured ink: a signature, a number filled in.
    Pen,
    /// Written by hand where a printed line leaves room: a number, a day. It is
    /// named instead of guessed at.
    FilledIn,
}

/// The ink of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InkColour {
    /// As offices' seals are.
    Red,
    /// Pens, and stamps of the registry.
    Blue,
    /// Stamping pads between red and blue.
    Violet,
    /// No colour is left: a grey or bilevel copy.
    Black,
}

/// The outline of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outline {
    /// A circle.
    Round,
    /// Anything else.
    Oblong,
}

impl Mark {
    /// What it is, in Vietnamese: `dấu đỏ, tròn`.
    pub fn vietnamese(&self) -> String {
        let colour = match self.colour {
            InkColour::Red => "đỏ",
            InkColour::Blue => "xanh",
            InkColour::Violet => "tím",
            InkColour::Black => "đen",
        };
        match (self.kind, self.shape) {
            (MarkKind::FilledIn, _) => format!("điền tay, mực {colour}"),
            (MarkKind::Pen, _) => format!("nét bút {colour}"),
            (_, Outline::Round) => format!("dấu {colour}, tròn"),
            (_, Outline::Oblong) => format!("dấu {colour}, chữ nhật"),
        }
    }

    /// The same in English: `red seal, round`.
    pub fn english(&self) -> String {
        let colour = match self.colour {
            InkColour::Red => "red",
            InkColour::Blue => "blue",
            InkColour::Violet => "violet",
            InkColour::Black => "black",
        };
        match self.kind {
            MarkKind::Seal => format!("{colour} seal, round"),
            MarkKind::Stamp => format!("{colour} stamp, oblong"),
            MarkKind::Pen => format!("{colour} pen"),
            MarkKind::FilledIn => format!("filled in by hand, {colour} ink"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_one_flat_object_and_comes_back() {
        let mark = Mark {
            kind: MarkKind::Seal,
            colour: InkColour::Red,
            shape: Outline::Round,
            at: Rect::new(10.0, 20.0, 430.0, 428.0),
        };
        let json = serde_json::to_string(&mark).unwrap();
        assert_eq!(
            json,
            r#"{"kind":"seal","colour":"red","shape":"round","x":10.0,"y":20.0,"w":430.0,"h":428.0}"#
        );
        assert_eq!(serde_json::from_str::<Mark>(&json).unwrap(), mark);
        assert_eq!(mark.vietnamese(), "dấu đỏ, tròn");
    }
}
