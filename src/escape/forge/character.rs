//! Characters as Markdown shows them: `&#35;`, `&num;` and `\#` are all a `#`.

/// One character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Character {
    /// What a reader sees.
    pub(super) shown: char,
    /// How many bytes it takes as it is written.
    pub(super) length: usize,
    /// How it is written.
    pub(super) spelling: Spelling,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    Plain,
    /// Behind a backslash.
    Escaped,
    Entity,
}

/// Entities by name that show what a forge might act on.
const NAMED: [(&str, char); 18] = [
    ("amp", '&'),
    ("ast", '*'),
    ("midast", '*'),
    ("colon", ':'),
    ("commat", '@'),
    ("dollar", '$'),
    ("excl", '!'),
    ("lbrack", '['),
    ("lsqb", '['),
    ("lowbar", '_'),
    ("num", '#'),
    ("percnt", '%'),
    ("period", '.'),
    ("quest", '?'),
    ("quot", '"'),
    ("Hat", '^'),
    ("lt", '<'),
    ("sol", '/'),
];

/// Digits of an entity are no more than these.
const MOST_DIGITS: usize = 7;

/// The characters of a text.
pub(super) fn characters(text: &str) -> impl Iterator<Item = Character> + '_ {
    let mut rest = text;
    std::iter::from_fn(move || {
        let next = first(rest)?;
        rest = &rest[next.length..];
        Some(next)
    })
}

fn first(text: &str) -> Option<Character> {
    let shown = text.chars().next()?;
    let after = &text[shown.len_utf8()..];
    let punctuation = after.chars().next().filter(char::is_ascii_punctuation);
    Some(match (shown, punctuation) {
        // In a title a backslash hides nothing.
        ('\\', Some('&')) if entity(&after[1..]).is_some() => plain(shown),
        ('\\', Some(shown)) => Character {
            shown,
            length: 2,
            spelling: Spelling::Escaped,
        },
        ('&', _) => entity(after).unwrap_or(plain('&')),
        _ => plain(shown),
    })
}

fn plain(shown: char) -> Character {
    Character {
        shown,
        length: shown.len_utf8(),
        spelling: Spelling::Plain,
    }
}

/// The entity of which this stands behind the `&`.
fn entity(after: &str) -> Option<Character> {
    let ends = |c: char| !c.is_ascii_alphanumeric() && c != '#';
    let name = &after[..after.find(ends)?];
    after[name.len()..].strip_prefix(';')?;
    let shown = match name.strip_prefix('#') {
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
        Some(number) => numbered(number)?,
    };
    Some(Character {
        shown,
        length: name.len() + 2,
        spelling: Spelling::Entity,
    })
}

fn numbered(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let code = match digits.len() <= MOST_DIGITS {
        true => u32::from_str_radix(digits, radix).ok()?,
        false => return None,
    };
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_sees() {
        for (text, shown) in [
            ("a&#64;b&#x40;&commat;", "a@b@@"),
            (r"\# \a \\", r"# \a \"),
            (
                "R&D &amp; &; &#; &#x; &#12345678; &nosuch; &",
                "R&D & &; &#; &#x; &#12345678; &nosuch; &",
            ),
            ("&#49;完", "1完"),
        ] {
            let found: String = characters(text).map(|it| it.shown).collect();
            assert_eq!(found, shown, "{text}");
            let length: usize = characters(text).map(|it| it.length).sum();
            assert_eq!(length, text.len(), "{text}");
        }
    }
}
