//! Quick actions: lines that GitLab carries out with the rights of whoever sends the text. What we write holds
//! none (`escape::forge`). What people wrote may, in code that keeps it from being carried out, and whether it
//! still does depends on everything before it.

/// The first line that may be one: a slash in the first column and a word behind it.
///
/// GitLab spares code, quotes and HTML by an expression that is greedy enough to spare too much, and may read Markdown
/// one day. A block of code is taken to be spared only where both agree: three backticks at the beginning of a line,
/// and nothing but three backticks in the line that ends it. Behind anything that makes it doubtful what is code,
/// nothing is.
pub(super) fn order(text: &str) -> Option<&str> {
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 0;
    let mut doubtful = false;
    while let Some(line) = lines.get(at) {
        if is_order(line) {
            return Some(line);
        }
        at += 1;
        doubtful |= confuses(line);
        if !doubtful && line.starts_with(FENCE) {
            match lines[at..].iter().position(|it| ends_code(it)) {
                Some(end) if lines[at + end] == FENCE => at += end + 1,
                _ => doubtful = true,
            }
        }
    }
    None
}

const FENCE: &str = "```";

fn is_order(line: &str) -> bool {
    let word = line.strip_prefix('/').unwrap_or_default();
    let word = word.split([' ', '\t', '\r']).next().unwrap_or_default();
    !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic() || c == '_')
}

/// True for a line that would end a block of code in Markdown.
fn ends_code(line: &str) -> bool {
    let ticks = line.trim();
    ticks.len() >= FENCE.len() && ticks.chars().all(|c| c == '`')
}

/// A line behind which it is doubtful what is code: other fences, and HTML, which may go on for lines. Our own hidden
/// lines are whole.
fn confuses(line: &str) -> bool {
    let begun = line.trim_start();
    let hidden = begun.starts_with("<!--") && line.trim_end().ends_with("-->");
    let html = begun.starts_with('<') && !hidden;
    let fence =
        line.contains(FENCE) && (!line.starts_with(FENCE) || line[FENCE.len()..].contains('`'));
    html || fence || line.contains("~~~")
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn what_looks_like_an_order() {
        for text in [
            "/close",
            "a\n/Close \n",
            "/close\r\nx",
            "```\nx\n```\n/close\n```",
            "```\n/close",
            "```\n/close\n``` ",
            "````\n/close\n````",
            "~~~\n```\n/close\n```\n~~~",
            "  ```\n/close\n  ```",
            "- ```\n/close\n```",
            "<!--\n```\n-->\n/close\n```",
            "<pre>\n```\n/close\n```",
            "`\n/close\n`",
            ">>>\n/close\n>>>",
        ] {
            assert!(order(text).is_some(), "{text:?}");
        }
        for text in [
            " /close",
            "\\/close",
            "/",
            "/usr/bin/x",
            "//close",
            "a /close",
            "/etc/hosts is full",
            "```\n/assign me\n```",
            "<!-- followthrough:begin -->\n> x\n<!-- followthrough:end -->\n\n```sh\n/close\n```\n\n```\n/open\n```",
            "`/close`",
            "> /close",
        ] {
            assert_eq!(order(text), None, "{text:?}");
        }
    }
}
