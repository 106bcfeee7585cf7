//! What a format with limits makes of a document.

/// A document in a format that cannot hold everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendering {
    /// What is printed.
    pub text: String,
    /// How many findings it has no room for.
    pub left_out: usize,
}

impl From<String> for Rendering {
    fn from(text: String) -> Self {
        Self { text, left_out: 0 }
    }
}
