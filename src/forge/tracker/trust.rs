//! Whose markers are believed: anyone may open an issue and copy a marker into it. Our label, which few may
//! set, is what a list goes by; an issue that lost it is still ours when a report names it, or nobody would
//! ever put the label back.

use super::{Author, ForgeTracker, Found};
use crate::forge::transport::TransportError;
use crate::issue::Issue;

impl ForgeTracker {
    /// The issues, each with the word on whether its marker may be believed. The forge is asked only about
    /// authors of markers whom the configuration does not name.
    pub(super) async fn judged(&self, found: Vec<Found>) -> Result<Vec<Issue>, TransportError> {
        let marked = |it: &Found| it.issue.body.marker().is_some();
        let asks = |it: &&Found| marked(it) && !self.is_named(&it.author);
        let unsure: Vec<&Found> = found.iter().filter(asks).collect();
        let vouched = match unsure.is_empty() {
            true => Vec::new(),
            false => self.forge.vouched(&unsure).await?,
        };
        let mut vouched = vouched.into_iter();
        let judged = found.into_iter().map(|it| {
            let trusted = match (marked(&it), self.is_named(&it.author)) {
                (true, false) => vouched.next().unwrap_or(false),
                (marked, named) => marked && named,
            };
            Issue {
                trusted,
                ..it.issue
            }
        });
        Ok(judged.collect())
    }

    fn is_named(&self, author: &Author) -> bool {
        let authors = &self.settings().authors;
        authors.iter().any(|login| same(login, &author.login))
    }
}

/// GitHub calls a bot `name[bot]` or `name`, whichever way it is asked.
pub(in crate::forge) fn same(a: &str, b: &str) -> bool {
    let bare = |login: &str| login.trim_end_matches("[bot]").to_lowercase();
    bare(a) == bare(b)
}
