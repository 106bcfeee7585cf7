//! The one comment on a pull request: there at most once, and true.

use super::{Host, HostError};

/// What became of the comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It was added.
    Added,
    /// Its text was replaced.
    Changed,
    /// It says so already.
    Equal,
    /// There is nothing to say any more, and it was taken away.
    Removed,
    /// There is nothing to say, and there was no comment.
    Absent,
}

/// Makes the comment say `text`, or be absent. It is ours if it begins with the marker, as `text` does, and the owner of
/// the token wrote it: anybody can copy a marker, and who quotes us writes something of their own.
///
/// # Errors
/// [`HostError::Forbidden`] with a token that can only read.
pub async fn keep_comment(
    host: &dyn Host,
    request: u64,
    marker: &str,
    text: Option<&str>,
) -> Result<Kept, HostError> {
    let all = host.comments(request).await?;
    let mut ours = all
        .iter()
        .filter(|it| it.mine && it.body.starts_with(marker));
    let first = ours.next();
    // Two runs at once may have written two.
    for double in ours {
        host.remove_comment(request, double.id).await?;
    }
    match (first, text) {
        (Some(old), Some(text)) if normal(&old.body) == normal(text) => Ok(Kept::Equal),
        (Some(old), Some(text)) => host
            .edit_comment(request, old.id, text)
            .await
            .map(|()| Kept::Changed),
        (None, Some(text)) => host.add_comment(request, text).await.map(|()| Kept::Added),
        (Some(old), None) => host
            .remove_comment(request, old.id)
            .await
            .map(|()| Kept::Removed),
        (None, None) => Ok(Kept::Absent),
    }
}

/// Servers change line ends and blanks at the end.
fn normal(text: &str) -> String {
    text.replace('\r', "").trim_end().to_owned()
}
