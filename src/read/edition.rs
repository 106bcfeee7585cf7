//! Editions of the reader.

/// An edition of the reader: what it recognizes changes only with it, so that an update of the program never
/// changes by itself what is tracked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Edition {
    /// What reports were read with from the start.
    #[default]
    First,
    /// And tables that are written in HTML.
    Second,
}

impl Edition {
    /// All that there are, in order.
    pub const ALL: [Self; 2] = [Self::First, Self::Second];

    /// Its number in the configuration, from 1.
    #[must_use]
    pub fn number(self) -> u32 {
        self as u32 + 1
    }

    /// The edition of this number, if there is one.
    #[must_use]
    pub fn numbered(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.number() == number)
    }

    /// The numbers that there are, in words: `1 or 2`.
    #[must_use]
    pub fn known() -> String {
        Self::ALL.map(|it| it.number().to_string()).join(" or ")
    }
}
