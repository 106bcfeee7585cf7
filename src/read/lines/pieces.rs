//! One line that holds several elements of an HTML list: `<ul><li>a</li><li>b</li></ul>`.

/// A part of such a line.
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) stop: usize,
    /// How many lists were opened on the line before it.
    pub(super) depth: u16,
}

/// Cuts a line before every tag of a list and its items; nothing if it holds one such tag at most.
pub(super) fn cut(bytes: &[u8], start: usize, stop: usize) -> Vec<Piece> {
    let mut tags = Vec::new();
    let mut depth: u16 = 0;
    for at in memchr::memchr_iter(b'<', &bytes[start..stop]) {
        let from = start + at;
        match tag(&bytes[from + 1..stop]) {
            Some(Tag::Item) => tags.push((from, depth)),
            Some(Tag::Open) => {
                tags.push((from, depth));
                depth = depth.saturating_add(1);
            }
            Some(Tag::Close) => {
                depth = depth.saturating_sub(1);
                tags.push((from, depth));
            }
            None => {}
        }
    }
    if tags.len() < 2 || tags.first().is_some_and(|(first, _)| *first != start) {
        return Vec::new();
    }
    let ends = tags.iter().skip(1).map(|(from, _)| *from).chain([stop]);
    tags.iter()
        .zip(ends)
        .map(|(&(start, depth), stop)| Piece { start, stop, depth })
        .collect()
}

enum Tag {
    Item,
    Open,
    Close,
}

/// Reads what stands behind `<`.
fn tag(rest: &[u8]) -> Option<Tag> {
    let closes = rest.first() == Some(&b'/');
    let name = &rest[usize::from(closes)..];
    let two = name.get(..2)?.to_ascii_lowercase();
    let ends = name
        .get(2)
        .is_none_or(|byte| matches!(byte, b'>' | b' ' | b'\t'));
    match (two.as_slice(), closes) {
        _ if !ends => None,
        (b"li", false) => Some(Tag::Item),
        (b"ul" | b"ol", false) => Some(Tag::Open),
        (b"ul" | b"ol", true) => Some(Tag::Close),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(line: &str) -> Vec<(&str, u16)> {
        let found = cut(line.as_bytes(), 0, line.len());
        found
            .iter()
            .map(|it| (&line[it.start..it.stop], it.depth))
            .collect()
    }

    #[test]
    fn a_line_is_cut_before_its_tags() {
        assert_eq!(
            pieces("<ul><li>a</li><LI class=x>b<ol><li>c</li></ol></li></ul>"),
            [
                ("<ul>", 0),
                ("<li>a</li>", 1),
                ("<LI class=x>b", 1),
                ("<ol>", 1),
                ("<li>c</li>", 2),
                ("</ol></li>", 1),
                ("</ul>", 0),
            ]
        );
        for whole in [
            "<li>a</li>",
            "<p>a</p>",
            "text <ul><li>a",
            "<link><line>",
            "<",
        ] {
            assert!(pieces(whole).is_empty(), "{whole}");
        }
    }
}
