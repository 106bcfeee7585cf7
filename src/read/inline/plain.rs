//! The words of inline markup without the markup.

use super::{Kind, Token};
use crate::text::Span;

/// What a reader sees of the pieces, on one line; what lies in `cuts` (sorted) is left out.
pub(in crate::read) fn plain(text: &str, tokens: &[Token], cuts: &[Span]) -> String {
    let mut out = String::new();
    for token in tokens {
        let span = match token.kind {
            Kind::Text => token.span,
            Kind::Code(inner) => inner,
            Kind::Url(url) => url,
            Kind::Entity(c) => {
                if !cut(cuts, token.span) {
                    add(&mut out, c);
                }
                continue;
            }
            Kind::Tag if text[token.span.range()].starts_with("<br") => {
                add(&mut out, ' ');
                continue;
            }
            _ => continue,
        };
        without(text, span, cuts, &mut out);
    }
    out.truncate(out.trim_end().len());
    out
}

/// Appends the text of `span` that no cut covers.
fn without(text: &str, span: Span, cuts: &[Span], out: &mut String) {
    let mut at = span.start;
    let first = cuts.partition_point(|cut| cut.end <= span.start);
    for cut in &cuts[first..] {
        if cut.start >= span.end {
            break;
        }
        if cut.start > at {
            text[at..cut.start].chars().for_each(|c| add(out, c));
        }
        add(out, ' ');
        at = at.max(cut.end);
    }
    if at < span.end {
        text[at..span.end].chars().for_each(|c| add(out, c));
    }
}

fn cut(cuts: &[Span], span: Span) -> bool {
    let first = cuts.partition_point(|cut| cut.end <= span.start);
    cuts.get(first).is_some_and(|cut| cut.contains(span))
}

fn add(out: &mut String, c: char) {
    if !c.is_whitespace() {
        out.push(c);
    } else if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::inline::tokens;

    fn seen(text: &str) -> String {
        let found = tokens(text, Span::new(0, text.len()), &|_| None);
        let mut at = 0;
        for token in &found {
            assert_eq!(token.span.start, at, "{text}: {found:?}");
            at = token.span.end;
        }
        assert_eq!(at, text.len(), "{text}: {found:?}");
        plain(text, &found, &[])
    }

    #[test]
    fn what_a_reader_sees() {
        for (text, plain) in [
            ("**Bold** and `code *x*`", "Bold and code *x*"),
            (
                "see [the `doc`](https://a.b/c_(d) \"t\") now",
                "see the doc now",
            ),
            ("a_b_c and _it_ 2 * 3", "a_b_c and it 2 * 3"),
            ("hard\n   wrapped  line", "hard wrapped line"),
            ("<b>x</b>&nbsp;&amp; y<br>z", "x & y z"),
            ("`label <https://a.b>`__ and ![i](u)", "label and"),
            ("a \\* b [x] [y", "a * b [x] [y"),
            ("(https://a.b/c).", "(https://a.b/c)."),
            ("<a href=\"https://a.b\">#4</a>", "#4"),
            ("``a`b`` `open", "a`b `open"),
        ] {
            assert_eq!(seen(text), plain, "{text}");
        }
    }
}
