//! Names of kept things: bytes by their hash, papers by the hashes of their originals.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A text that should have named bytes or a paper, and does not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {wanted} lower-case hexadecimal digits")]
pub struct BadId {
    text: String,
    wanted: usize,
}

fn from_hex<const N: usize>(text: &str) -> Result<[u8; N], BadId> {
    let bad = || BadId {
        text: text.chars().take(80).collect(),
        wanted: 2 * N,
    };
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return Err(bad());
    }
    let nibble = |d: u8| match d {
        b'0'..=b'9' => Ok(d - b'0'),
        b'a'..=b'f' => Ok(d - b'a' + 10),
        _ => Err(bad()),
    };
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Ok(bytes)
}

macro_rules! hex_id {
    ($(#[$doc:meta])* $name:ident, $bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $bytes]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                from_hex(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                String::deserialize(d)?.parse().map_err(de::Error::custom)
            }
        }
    };
}

hex_id!(
    /// Bytes, named by their BLAKE3 hash: 64 hexadecimal digits.
    BlobId,
    32
);
hex_id!(
    /// SHA-256 of the same bytes, for exchange with systems that know no BLAKE3.
    Sha256,
    32
);
hex_id!(
    /// A paper (giấy tờ): 24 hexadecimal digits drawn from the hashes of its
    /// originals in order, so that the same scan is the same paper wherever and
    /// whenever it comes in.
    PaperId,
    12
);

impl BlobId {
    /// The name of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }
}

impl PaperId {
    /// The paper whose pages come from these files, in this order.
    ///
    /// ```
    /// use sohoa::base::{BlobId, PaperId};
    /// let (a, b) = (BlobId::of(b"front"), BlobId::of(b"back"));
    /// assert_eq!(PaperId::of(&[a, b]), PaperId::of(&[a, b]));
    /// assert_ne!(PaperId::of(&[a, b]), PaperId::of(&[b, a]));
    /// ```
    pub fn of(originals: &[BlobId]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("sohoa 2026 paper id from originals");
        for original in originals {
            hasher.update(&original.0);
        }
        let mut id = [0; 12];
        hasher.finalize_xof().fill(&mut id);
        Self(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text_form_and_nothing_else_passes() {
        let id = BlobId::of(b"giay to");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.to_string().to_uppercase().parse::<BlobId>().is_err());
        assert!("../../etc/passwd".parse::<PaperId>().is_err());
        assert!(id.to_string().parse::<PaperId>().is_err());
    }
}
