//! Which files are reports.

use std::collections::BTreeSet;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

/// Endings of the files that can be read. A file without any ending is read too.
const ENDINGS: [&str; 7] = ["md", "markdown", "qmd", "mdx", "html.md.erb", "txt", "rst"];

/// Where reports are looked for if the configuration does not say.
///
/// The folders stand at the root or under `docs`, and a file elsewhere must be named a postmortem:
/// whatever matches by mistake would get issues. Templates are no reports.
pub(super) const DEFAULT: [&str; 12] = [
    "postmortems/**",
    "post-mortems/**",
    "incidents/**",
    "docs/postmortems/**",
    "docs/post-mortems/**",
    "docs/incidents/**",
    "**/postmortem*",
    "**/post-mortem*",
    "!**/template.*",
    "!**/_template.*",
    "!.github/**",
    "!.gitlab/**",
];

/// A set of paths, by patterns of which those that begin with `!` take paths out again, in
/// whatever order they stand.
#[derive(Debug, Clone, Default)]
pub struct Reports {
    within: GlobSet,
    without: GlobSet,
    /// The patterns of `within`, in its order.
    patterns: Vec<String>,
}

impl Reports {
    /// Says what is wrong with `pattern`, if anything is.
    pub(super) fn check(pattern: &str) -> Result<(), String> {
        let bare = pattern.strip_prefix('!').unwrap_or(pattern);
        if bare.is_empty() {
            return Err("the pattern is empty".to_owned());
        }
        if bare.starts_with('/') || bare.split('/').any(|part| part == "..") {
            return Err(
                "patterns are relative to the root of the repository and stay inside it".to_owned(),
            );
        }
        if let Some(ending) = unreadable_ending(bare).filter(|_| bare == pattern) {
            return Err(format!(
                "files that end in .{ending} cannot be read as reports; those in {} can",
                ENDINGS.map(|it| format!(".{it}")).join(" ")
            ));
        }
        glob(bare).map(|_| ()).map_err(|error| match error.kind() {
            globset::ErrorKind::Regex(_) => "the pattern is too large".to_owned(),
            kind => kind.to_string(),
        })
    }

    /// The set of what `patterns` match; patterns that [`Reports::check`] refuses match nothing.
    pub(super) fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut within, mut without) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        let mut names = Vec::new();
        for pattern in patterns {
            let out = pattern.strip_prefix('!');
            let Ok(glob) = glob(out.unwrap_or(pattern)) else {
                continue;
            };
            if out.is_some() {
                without.add(glob);
            } else {
                within.add(glob);
                names.push(pattern.to_owned());
            }
        }
        let build = |set: GlobSetBuilder| set.build().unwrap_or_default();
        Self {
            within: build(within),
            without: build(without),
            patterns: names,
        }
    }

    /// The patterns that match none of these paths, whatever others take out again.
    #[must_use]
    pub fn idle(&self, paths: &[String]) -> Vec<&str> {
        let mut idle: BTreeSet<usize> = (0..self.patterns.len()).collect();
        for path in paths.iter().filter(|path| is_readable(path)) {
            for at in self.within.matches(path) {
                idle.remove(&at);
            }
        }
        idle.into_iter()
            .map(|at| self.patterns[at].as_str())
            .collect()
    }

    /// True if `path`, relative to the root and with `/` between its parts, is in the set.
    #[must_use]
    pub fn contains(&self, path: &str) -> bool {
        let path = path.strip_prefix("./").unwrap_or(path);
        self.within.is_match(path) && !self.without.is_match(path)
    }
}

/// True if a file of this name can be read as a report, wherever it lies: by its ending, and
/// because it neither is hidden nor belongs to this tool's own folder.
#[must_use]
pub fn is_readable(path: &str) -> bool {
    let path = path.to_lowercase();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let ours = folders
        .split('/')
        .any(|folder| matches!(folder, ".followthrough" | ".git"));
    let ends = |ending: &&str| {
        name.strip_suffix(*ending)
            .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
    };
    !ours && !name.starts_with('.') && (!name.contains('.') || ENDINGS.iter().any(ends))
}

/// The ending that `pattern` spells out, if files that end so cannot be read.
fn unreadable_ending(pattern: &str) -> Option<&str> {
    let name = pattern.rsplit('/').next()?;
    let (_, ending) = name.rsplit_once('.')?;
    let literal = !ending.is_empty() && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    // "2024.10*" and "v1.2" are no endings.
    let worded = ending.bytes().any(|byte| byte.is_ascii_alphabetic());
    let known = format!("x.{}", ending.to_lowercase());
    let readable = ENDINGS
        .iter()
        .any(|it| known.ends_with(&format!(".{it}")) || it.ends_with(&known[1..]));
    (literal && worded && !readable).then_some(ending)
}

/// A pattern without any sign is the name of a file, or of a folder with all that is in it.
fn glob(pattern: &str) -> Result<Glob, globset::Error> {
    let mut pattern = pattern;
    while let Some(rest) = pattern.strip_prefix("./") {
        pattern = rest;
    }
    let folder = pattern.trim_end_matches('/');
    let plain = !folder.is_empty() && !folder.contains(['*', '?', '[', ']', '{', '}', ',', '\\']);
    let either = format!("{{{folder},{folder}/**}}");
    GlobBuilder::new(if plain { &either } else { pattern })
        .case_insensitive(true)
        .literal_separator(true)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_finds_reports_and_leaves_the_rest() {
        let reports = Reports::new(DEFAULT);
        let is_report = |path: &str| reports.contains(path) && is_readable(path);
        for path in [
            "postmortems/2024/05/outage.md",
            "postmortems/outage.txt",
            "postmortems/outage",
            "Docs/Incidents/2024-05-05-pool.QMD",
            "incidents/a.html.md.erb",
            "docs/postmortems/PM-2026-001.mdx",
            "web/0x19-postmortem/postmortem",
            "team/Postmortem-db.markdown",
            "team/POST-MORTEM.rst",
            "./postmortems/a.md",
        ] {
            assert!(is_report(path), "{path}");
        }
        for path in [
            "README.md",
            "docs/guide.md",
            "src/incidents/a.md",
            "postmortems/graph.png",
            "postmortems/.gitkeep",
            "postmortems/template.md",
            "postmortems/_template.md",
            "postmortems/.followthrough/issues/a.md",
            ".followthrough/issues/postmortem.md",
            ".github/ISSUE_TEMPLATE/postmortem.md",
            "src/postmortem.rs",
            "postmortem_tools/a.md",
        ] {
            assert!(!is_report(path), "{path}");
        }
    }

    #[test]
    fn patterns_that_match_nothing_are_known() {
        let reports = Reports::new(["a/**", "!a/b/**", "c/**", "**/d.md", "**/*.md"]);
        let paths = ["a/b/x.md", "c/graph.png"].map(str::to_owned);
        assert_eq!(reports.idle(&paths), ["c/**", "**/d.md"]);
    }

    #[test]
    fn a_folder_is_all_that_is_in_it() {
        let reports = Reports::new(["./a/**", "b", "c/d/", "e.md", "!b/drafts"]);
        for path in [
            "a/x.md",
            "b/x.md",
            "b/2026/x.md",
            "c/d/x.md",
            "e.md",
            "B/x.md",
        ] {
            assert!(reports.contains(path), "{path}");
        }
        for path in ["bb/x.md", "x/b/x.md", "c/x.md", "b/drafts/x.md", "x/e.md"] {
            assert!(!reports.contains(path), "{path}");
        }
        assert_eq!(
            reports.idle(&["b/x.md".to_owned()]),
            ["./a/**", "c/d/", "e.md"]
        );
    }

    #[test]
    fn what_is_left_out_stays_out_in_any_order() {
        let reports = Reports::new(["!a/b/**", "a/**"]);
        assert!(reports.contains("a/c.md"));
        assert!(!reports.contains("a/b/c.md"));
        assert!(!Reports::default().contains("a"));
    }

    #[test]
    fn patterns_that_can_match_nothing_are_refused() {
        for pattern in [
            "a/**",
            "**/*.md",
            "!**/*.png",
            "a/{b,c}/*.html.md.erb",
            "a/*.erb",
            "2024.10/**",
            "a.b/x",
        ] {
            assert_eq!(Reports::check(pattern), Ok(()), "{pattern}");
        }
        for (pattern, says) in [
            ("", "empty"),
            ("!", "empty"),
            ("/a", "relative"),
            ("../a", "inside"),
            ("a/[", "unclosed"),
            ("a/*.adoc", "cannot be read"),
        ] {
            let error = Reports::check(pattern).unwrap_err();
            assert!(error.contains(says), "{pattern}: {error}");
        }
    }
}
