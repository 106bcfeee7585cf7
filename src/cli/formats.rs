//! What was judged, in every format.

use super::args::{CheckFormat, Global};
use super::desk::Desk;
use super::exit::Failure;
use super::screen::json;
use crate::ci::summary;
use crate::config::Config;
use crate::output::{
    CheckDocument, Look, Rendering, annotated, code_quality, comment_of_check, findings_text,
    junit, sarif,
};
use crate::render::{Place, Templates};

/// More characters than any place for Markdown takes; those places count bytes.
const MARKDOWN_CHARS: usize = 900 << 10;

/// How text is told to people.
#[derive(Debug, Clone, Copy)]
pub(super) struct Voice {
    /// Every warning.
    pub(super) all: bool,
    /// Errors only.
    pub(super) quiet: bool,
    pub(super) look: Look,
}

impl Voice {
    pub(super) fn of(global: &Global, look: Look) -> Self {
        Self {
            all: global.verbose,
            quiet: global.quiet,
            look,
        }
    }
}

/// The findings in `format`; the voice is for text alone.
pub(super) fn rendered(
    document: &CheckDocument,
    format: CheckFormat,
    voice: Voice,
    desk: &Desk,
) -> Result<Rendering, Failure> {
    let text = match format {
        CheckFormat::Sarif => return Ok(sarif(document)),
        CheckFormat::Text => findings_text(document, voice.all, voice.quiet, voice.look),
        CheckFormat::Json => json(document)?,
        CheckFormat::Junit => junit(document),
        CheckFormat::Github => annotated(document),
        CheckFormat::Gitlab => {
            code_quality(document).map_err(|error| Failure::unforeseen(error.to_string()))?
        }
        CheckFormat::Markdown => {
            let first: &Config = desk.config.sets().next().unwrap_or(&desk.config);
            let templates = Templates::new(desk.templates(first)?, Place::Files)?;
            let view = comment_of_check(document, None);
            summary(&templates.comment(&view, "", MARKDOWN_CHARS)?)
        }
    };
    Ok(text.into())
}
