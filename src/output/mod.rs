//! What people and programs get to see: documents with a version, and text that fits a terminal.

mod annotations;
mod check;
mod code_quality;
mod comment;
pub mod explain;
mod explain_text;
mod explain_words;
mod findings_text;
mod fit;
mod junit;
mod look;
mod moved;
pub mod parse;
mod place;
mod plan;
mod plan_text;
mod reading;
mod rendering;
mod rules;
mod sarif;
mod secrets;
mod status;
mod status_text;
mod sync;
mod sync_text;
mod unseen;

pub use annotations::{annotated, annotation_notes};
pub use check::{CheckDocument, FindingView, check};
pub use code_quality::code_quality;
pub use comment::{comment_of_check, comment_of_plan, comment_of_sync};
pub use explain_text::{explain_line_text, explain_text};
pub use findings_text::findings_text;
pub use junit::junit;
pub use look::{Look, count};
pub use moved::{moved, untold};
pub use plan::{ChangeView, PlanDocument, plan};
pub use plan_text::plan_text;
pub use reading::{ReadAction, ReadingView, reading};
pub use rendering::Rendering;
pub use rules::{rule_text, rules_page, rules_text};
pub use sarif::sarif;
pub use secrets::{Secrets, Veil, complaints};
pub use status::{ActionView, StatusDocument, Totals, status};
pub use status_text::status_text;
pub use sync::{FileView, SyncDocument, sync};
pub use sync_text::sync_text;
pub use unseen::{Unseen, unseen};

/// The version that every document carries; it grows when a field changes its meaning or goes.
const VERSION: u32 = 1;
