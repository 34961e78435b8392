//! Measures as types, so that no bare number crosses from folder to folder.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Page number in a paper, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageNo(u32);

impl PageNo {
    /// The first page.
    pub const FIRST: Self = Self(1);

    /// The page at `index`, which counts from 0.
    pub fn from_index(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX - 1) + 1)
    }

    /// The page numbered `number`, which counts from 1; `None` for 0.
    pub fn new(number: u32) -> Option<Self> {
        (number > 0).then_some(Self(number))
    }

    /// Counts from 1.
    pub fn get(self) -> u32 {
        self.0
    }

    /// Counts from 0.
    pub fn index(self) -> usize {
        self.0 as usize - 1
    }
}

impl fmt::Display for PageNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Pixels an inch.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dpi(f32);

impl Dpi {
    /// `value` if a scanner could have meant it (20 to 5,000); files that do not
    /// know their resolution carry 0, 1, or 72 of a camera's habit: the last is
    /// for the caller to doubt.
    pub fn new(value: f32) -> Option<Self> {
        (20.0..=5_000.0).contains(&value).then_some(Self(value))
    }

    /// Pixels an inch.
    pub fn get(self) -> f32 {
        self.0
    }
}

/// An angle; positive is counter-clockwise as a person sees the page.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Degrees(pub f32);

/// Quarter turns counter-clockwise, 0 to 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QuarterTurns(u8);

impl QuarterTurns {
    /// `turns` modulo 4.
    pub fn new(turns: i32) -> Self {
        Self(turns.rem_euclid(4) as u8)
    }

    /// 0 to 3.
    pub fn get(self) -> u8 {
        self.0
    }

    /// The turn that undoes this one.
    pub fn inverse(self) -> Self {
        Self::new(-i32::from(self.0))
    }
}

/// How sure a reader is: 0 (not at all) to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Confidence(f32);

impl Confidence {
    /// `value` brought into 0 to 1; not-a-number is 0.
    pub fn new(value: f32) -> Self {
        Self(if value.is_nan() {
            0.0
        } else {
            value.clamp(0.0, 1.0)
        })
    }

    /// 0 to 1.
    pub fn get(self) -> f32 {
        self.0
    }

    /// The lesser of two.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        Self(self.0.min(other.0))
    }
}
