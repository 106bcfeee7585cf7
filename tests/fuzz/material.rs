//! What texts are made of, and how.

use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;

/// A report: what its file is called and what stands in it.
#[derive(Debug, Clone)]
pub(crate) struct Paper {
    pub(crate) path: &'static str,
    pub(crate) text: String,
}

const PATHS: [&str; 4] = ["a.md", "a.txt", "a.rst", "postmortem"];

/// The files below a folder of `tests`, by the ends of their names; what is no text is left out.
pub(crate) fn files(folder: &str, ends: &[&str]) -> Vec<String> {
    fn collect(folder: &Path, ends: &[&str], found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let name = path.to_string_lossy().into_owned();
            if path.is_dir() {
                collect(&path, ends, found);
            } else if ends.iter().any(|end| name.ends_with(end))
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                found.push((name, text));
            }
        }
    }
    let mut found = Vec::new();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    collect(&tests.join(folder), ends, &mut found);
    found.sort();
    found.dedup_by(|a, b| a.1 == b.1);
    found.into_iter().map(|(_, text)| text).collect()
}

/// The reports of the corpus, each under every kind of name.
pub(crate) fn corpus() -> Vec<Paper> {
    let texts = files("fuzz/corpus/reports", &[".md", ".txt", ".rst"]);
    let named = |text: String| {
        PATHS.map(|path| Paper {
            path,
            text: text.clone(),
        })
    };
    texts.into_iter().flat_map(named).collect()
}

/// Whole reports that are cut up and damaged.
static SEEDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut seeds = files("fuzz/corpus/reports", &[".md", ".txt", ".rst"]);
    seeds.extend(files("corpus", &[".md", ".txt", ".rst"]));
    seeds.extend(files("cmd", &[".md", ".txt", ".rst"]));
    seeds.retain(|text| text.len() < 20_000);
    assert!(seeds.len() > 100, "{} seeds", seeds.len());
    seeds
});

/// Pieces of reports that make trouble when they meet.
const PIECES: &str = include_str!("pieces.txt");

/// One piece a line; `\n`, `\r`, `\t` and `\\` are spelled out.
static FRAGMENTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let spelled = |line: &str| {
        let mut out = String::new();
        let mut rest = line.chars();
        while let Some(c) = rest.next() {
            match c {
                '\\' => out.push(match rest.next() {
                    Some('n') => '\n',
                    Some('r') => '\r',
                    Some('t') => '\t',
                    Some('b') => '\u{feff}',
                    Some('s') => '\u{a0}',
                    other => other.unwrap_or('\\'),
                }),
                c => out.push(c),
            }
        }
        out
    };
    PIECES.lines().map(spelled).collect()
});

/// A few lines of a fixture.
fn lines_of_a_seed() -> impl Strategy<Value = String> {
    let place = (any::<prop::sample::Index>(), any::<prop::sample::Index>());
    (place, 1..6_usize).prop_map(|((seed, from), count)| {
        let lines: Vec<&str> = seed.get(&SEEDS[..]).split_inclusive('\n').collect();
        if lines.is_empty() {
            return String::new();
        }
        let from = from.index(lines.len());
        lines[from..lines.len().min(from + count)].concat()
    })
}

fn fragment() -> impl Strategy<Value = String> {
    prop::sample::select(&FRAGMENTS[..])
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => fragment(),
        3 => lines_of_a_seed(),
        1 => "\\PC{0,12}",
        1 => "[a-z ]{1,20}",
        1 => (fragment(), 2..40_usize).prop_map(|(text, times)| text.repeat(times)),
    ]
}

/// A fixture with pieces put in and parts taken out.
fn damaged() -> impl Strategy<Value = String> {
    let wound = (any::<prop::sample::Index>(), 0..60_usize, piece());
    let wounds = prop::collection::vec(wound, 0..6);
    (any::<prop::sample::Index>(), wounds).prop_map(|(seed, wounds)| {
        let mut text = seed.get(&SEEDS[..]).clone();
        for (at, length, piece) in wounds {
            let from = floor(&text, at.index(text.len() + 1));
            let to = floor(&text, from + length);
            text.replace_range(from..to, &piece);
        }
        text
    })
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// What happens to whole files.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Kept,
    CrLf,
    Bom,
    Indented,
    NoBreakBlanks,
    InConflict,
    NoFinalNewline,
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        8 => Just(Fate::Kept),
        2 => Just(Fate::CrLf),
        1 => Just(Fate::Bom),
        1 => Just(Fate::Indented),
        1 => Just(Fate::NoBreakBlanks),
        1 => Just(Fate::InConflict),
        1 => Just(Fate::NoFinalNewline),
    ]
}

fn befallen(text: String, fate: Fate) -> String {
    match fate {
        Fate::Kept => text,
        Fate::CrLf => text.replace("\r\n", "\n").replace('\n', "\r\n"),
        Fate::Bom => format!("\u{feff}{text}"),
        Fate::Indented => text
            .split_inclusive('\n')
            .map(|it| format!("    {it}"))
            .collect(),
        Fate::NoBreakBlanks => text.replace("- ", "-\u{a0}"),
        Fate::InConflict => format!("<<<<<<< ours\n{text}\n=======\n{text}\n>>>>>>> theirs\n"),
        Fate::NoFinalNewline => text.trim_end().to_owned(),
    }
}

/// Any report.
pub(crate) fn paper() -> impl Strategy<Value = Paper> {
    let pieces = prop::collection::vec(piece(), 0..40).prop_map(|it| it.concat());
    let below = prop::collection::vec(piece(), 0..30)
        .prop_map(|it| format!("# Action items\n\n{}", it.concat()));
    let text = prop_oneof![3 => pieces, 4 => below, 3 => damaged(), 1 => "(\\PC|\n|\t|\r){0,400}"];
    (0..PATHS.len(), text, fate()).prop_map(|(path, text, fate)| Paper {
        path: PATHS[path],
        text: befallen(text, fate),
    })
}

/// Any file: a text of `seeds` with bytes of any kind put in, or lines of these texts and of `words` in any order.
pub(crate) fn file(
    seeds: Vec<String>,
    words: &'static [&'static str],
) -> impl Strategy<Value = Vec<u8>> {
    let lines: Vec<String> = seeds
        .iter()
        .flat_map(|text| text.split_inclusive('\n').map(str::to_owned))
        .collect();
    assert!(!lines.is_empty());
    let bit = prop_oneof![
        4 => prop::sample::select(words).prop_map(|it| it.as_bytes().to_vec()),
        3 => prop::sample::select(lines).prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..6),
    ];
    let made = prop::collection::vec(bit.clone(), 0..24).prop_map(|it| it.concat());
    let wounds = prop::collection::vec((any::<prop::sample::Index>(), 0..24_usize, bit), 0..4);
    let damaged = (prop::sample::select(seeds), wounds).prop_map(|(seed, wounds)| {
        let mut bytes = seed.into_bytes();
        for (at, length, bit) in wounds {
            let from = at.index(bytes.len() + 1);
            let to = bytes.len().min(from + length);
            bytes.splice(from..to, bit);
        }
        bytes
    });
    prop_oneof![2 => damaged, 1 => made]
}
