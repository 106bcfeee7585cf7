//! No text of a report makes GitLab do anything, whatever it looks like.

use std::sync::LazyLock;

use fake_forge::gitlab::Executed;
use followthrough::escape::{forge_text, forge_title};
use followthrough::issue::IssuePatch;
use followthrough::tracker::{Tracker, TrackerError};
use regex::Regex;

use super::{HOME, World};
use crate::world::*;

/// How many random texts go through: every run the same ones.
const TEXTS: usize = 300_000;

/// GitLab's rule, written anew from its source: where code, quotes and HTML do not lie over it, a line that
/// begins with a slash and the name of a command is carried out. Here any word is the name of one.
static RULE: LazyLock<Regex> = LazyLock::new(|| {
    let spared = [
        r"^```.+?\n```$",
        r"^.*`\n*.+?\n*`$",
        r"^<[^>]+?>\n.+?\n</[^>]+?>$",
        r"^>>>.+?\n>>>$",
    ];
    let command = r"^/(?<command>[a-z_]+)(?: [^\n]*)?(?:\s*\n|$)";
    Regex::new(&format!("(?ims)(?:{})|(?:{command})", spared.join(")|(?:"))).unwrap()
});

/// What GitLab's documentation lists as references, each as short as it can be, written anew: to people, issues,
/// merge requests, snippets, epics, labels, milestones, iterations, pages of the wiki, whatever stands in square
/// brackets, commits of other projects; and pictures.
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    let kinds = [
        r"(?:^|[^\w/])@[\w.]",
        r"[#$&!][0-9]",
        r#"~[A-Za-z0-9_\-?.&"]"#,
        r#"%(?:"|\w|[^"\s<\x{200b}][^"\s<]*\w)"#,
        r"(?i-u:\bG[HL]-[0-9])",
        r"\*iteration:",
        r"\[\[",
        r"\[(?:vulnerability|feature_flag|issue|epic|work_item|contact|cadence|wiki_page):",
        r"\w@[0-9a-f]{7}",
        r"!\[",
        r"https?://[a-z.]+(?:/[^\s/]+)+/(?:issues|merge_requests|epics)/[0-9]",
    ];
    Regex::new(&format!("(?m:{})", kinds.join("|"))).unwrap()
});

/// The first reference in a text, in which entities are what they stand for. What leads to GitHub through its own
/// service is none, and an address is no more than that.
fn reference(text: &str) -> Option<String> {
    let mut text = text.replace("redirect.github.com", "");
    for (entity, shown) in [
        ("&amp;", "&"),
        ("&#35;", "#"),
        ("&#64;", "@"),
        ("&#49;", "1"),
        ("&#47;", "/"),
    ] {
        text = text.replace(entity, shown);
    }
    let found = REFERENCE.find(&text)?;
    Some(found.as_str().to_owned())
}

fn orders(text: &str) -> Vec<String> {
    let text = text.replace('\r', "");
    let found = RULE.captures_iter(&text);
    let commands = found.filter_map(|it| it.name("command").map(|it| it.as_str().to_owned()));
    commands.collect()
}

/// What a reader sees, as far as it matters here: an escaped slash is a slash, and what has no width is not
/// there.
fn read(text: &str) -> String {
    let text = text
        .replace('\r', "")
        .replace("\\/", "/")
        .replace('\u{200b}', "");
    text.replace("%40", "@")
        .replace("%26", "&")
        .replace("://Gitlab.com", "://gitlab.com")
        .replace("://redirect.github.com", "://github.com")
}

/// What the rules mind.
const PIECES: [&str; 56] = [
    "#",
    "!",
    "&",
    "$",
    "%",
    "~",
    "@",
    "12",
    "ann",
    "acme/shop",
    "GL-",
    "&#35;",
    "&amp;",
    "&#49;",
    "\"two words\"",
    "[vulnerability:",
    "[[home]]",
    "*iteration:",
    "^alert#1",
    "![x](y.png)",
    "@9ba12248",
    " https://gitlab.com/acme/shop/-/issues/3 ",
    " https://github.com/acme/shop/issues/3 ",
    "~bug",
    "%v1.2",
    "[x](#4)",
    "/",
    "close",
    "/close",
    "/assign @me",
    "/label ~x",
    "/CLOSE ",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\n\r",
    " ",
    "\t",
    "`",
    "```",
    "```\n",
    "````",
    "~~~\n",
    ">>>",
    ">>>\n",
    "> ",
    "- ",
    "<div>\n",
    "</div>",
    "<!-- x -->\n",
    "\\",
    "a b",
    "é完",
    "&#47;close",
    "://",
];

/// Texts made of it.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        // Marsaglia's xorshift.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn text(&mut self) -> String {
        (0..self.roll(14) + 1)
            .map(|_| PIECES[self.roll(PIECES.len())])
            .collect()
    }
}

#[test]
fn the_rule_is_the_one_of_the_vendor() {
    for text in [
        "/close",
        "/Close ",
        "foo\r\n/close",
        "\n\r/close",
        "~~~\n/close\n~~~",
        "<!-- x -->\n/close",
    ] {
        assert_eq!(orders(text).len(), 1, "{text:?}");
    }
    for text in [
        " /close",
        "\\/close",
        "> /close",
        "&#47;close",
        "```\n/close\n```",
        ">>>\n/close\n>>>",
    ] {
        assert_eq!(orders(text), [""; 0], "{text:?}");
    }
    for text in [
        "ask @ann",
        "a#1",
        "a!2",
        "$3",
        "&4",
        "&amp;4",
        "%5",
        "%\"x y\"",
        "~bug",
        "gl-6",
        "a/b@9ba12248",
    ] {
        assert!(reference(text).is_some(), "{text:?}");
    }
}

#[test]
fn no_order_survives_and_the_text_reads_the_same() {
    let mut dice = Dice(0x5eed_f011_0717_4406);
    let (mut harmful, mut referring) = (0, 0);
    for number in 0..TEXTS {
        let text = dice.text();
        harmful += usize::from(!orders(&text).is_empty());
        referring += usize::from(reference(&text).is_some());
        let safe = forge_text(&text);
        assert_eq!(reference(&safe), None, "{text:?} became {safe:?}");
        if number % 10 == 0 {
            assert_eq!(reference(&forge_title(&text)), None, "{text:?}");
        }
        assert_eq!(orders(&safe), [""; 0], "{text:?} became {safe:?}");
        assert_eq!(read(&safe), read(&text), "{text:?} became {safe:?}");
        // Whatever stands before and behind it in the issue.
        let within = format!("`\n{safe}\n`\n{safe}");
        assert_eq!(orders(&within), [""; 0], "{text:?}");
    }
    assert!(
        harmful > TEXTS / 20 && referring > TEXTS / 2,
        "only {harmful} of the texts would have done something, {referring} referred to something"
    );
}

/// The fake carries out what the real one does.
#[test]
fn nothing_is_carried_out_from_titles_texts_and_comments() {
    let world = World::new();
    let mut dice = Dice(7);
    for number in 0..60 {
        let text = format!("/close\n{}\n/assign @ann", dice.text());
        let (mut draft, _) = draft(&number.to_string());
        (draft.title, draft.block) = (forge_title(&text), forge_text(&text));
        let key = followthrough::issue::Key::of("key", &[&number.to_string()]);
        let marker = draft.marker(key.clone(), SCOPE, "a.md", key);
        let issue = world
            .wait(world.tracker.create(&draft, &marker))
            .unwrap()
            .issue;
        assert!(issue.state.is_open() && issue.assignees.is_empty());
        world
            .wait(world.tracker.comment(&issue.id, &forge_text(&text)))
            .unwrap();
        let patch = IssuePatch {
            body: Some(issue.body.splice(&marker, Some(&forge_text(&dice.text())))),
            ..IssuePatch::default()
        };
        world.wait(world.tracker.update(&issue, &patch)).unwrap();
    }
    let carried_out: Vec<Executed> = world.server.forge(|it| it.executed.clone());
    assert_eq!(carried_out, []);
}

/// What people wrote is theirs, and may hold an order where nobody can be sure that it stays code. It is not sent
/// again, because that depends on our part before it.
#[test]
fn a_doubtful_order_of_somebodys_is_left_alone() {
    let world = World::new();
    let issue = world.create("a").unwrap().issue;
    world.server.forge(|gitlab| {
        let issue = gitlab.project(HOME).issues.get_mut(&1).unwrap();
        let text = issue.description.clone().unwrap();
        issue.description = Some(format!("{text}\n\n  ```\n/close\n  ```"));
    });
    let seen = world.now(&issue.id);
    let marker = seen.marker().unwrap().clone();
    let patch = IssuePatch {
        body: Some(seen.body.splice(&marker, Some("> a\n```"))),
        ..IssuePatch::default()
    };
    let error = world.wait(world.tracker.update(&seen, &patch)).unwrap_err();
    assert!(matches!(error, TrackerError::Refused(_)));
    assert!(error.to_string().contains("`/close`"), "{error}");
    assert_eq!(world.server.forge(|it| it.executed.clone()), []);
}
