//! What of a change can be sent: no labels that would be left out, and no text in which the forge may find an order.

use std::sync::atomic::Ordering;

use super::ForgeTracker;
use crate::forge::merge::Merged;
use crate::issue::Issue;
use crate::tracker::TrackerError;

impl ForgeTracker {
    /// As much of a change as can be sent, and a sentence on what was left out.
    ///
    /// # Errors
    /// If nothing of it can.
    pub(super) async fn sendable(
        &self,
        current: &Issue,
        merged: Merged,
    ) -> Result<(Merged, Vec<String>), TrackerError> {
        let body = merged.body.as_deref();
        let order = body.and_then(|it| self.forge.order(it)).map(str::to_owned);
        let (merged, text) = match order {
            None => (merged, None),
            Some(order) => {
                let (rest, left) = merged.without_text(current);
                // Closed without being remembered, it would be closed again once somebody reopens it.
                if rest.is_empty() || (rest.heard.is_some() && !self.may_label().await) {
                    return Err(TrackerError::Refused(format!(
                        "{} was not touched: {}",
                        current.place(),
                        self.ordered(&order)
                    )));
                }
                let why = || {
                    format!(
                        "{}: its text stays: {}",
                        current.place(),
                        self.ordered(&order)
                    )
                };
                (rest, left.then(why))
            }
        };
        let mut warnings: Vec<String> = text.into_iter().collect();
        if merged.is_labels() && !self.may_label().await {
            warnings.push(format!(
                "no labels are set on issues in {}, because {} leaves out those of this token: give it write access to \
                 issues, or set them by hand",
                self.settings().repository,
                self.forge.name()
            ));
            return Ok((Merged::default(), warnings));
        }
        Ok((merged, warnings))
    }

    fn ordered(&self, order: &str) -> String {
        format!(
            "{} may carry out the line `{order}` if the text is sent again; put a blank before it, and run again",
            self.forge.name()
        )
    }

    /// False if labels were left out in this run, or the forge says that they would be.
    async fn may_label(&self) -> bool {
        !self.unlabelled.load(Ordering::Relaxed) && self.forge.may_label().await != Some(false)
    }
}
