//! Texts about reports: templates, the wording of an assignment, runbooks, what a report should hold.
//! None of them promises anything.

use super::front::Matter;
use super::sections::Segment;
use super::vocabulary::{List, Role, Vocabulary, fold, is_wide};
use crate::action::Incident;

/// True if the text is about reports and is none itself.
pub(super) fn is_about_reports(
    (path, text): (&str, &str),
    matter: &Matter,
    segments: &[Segment],
    incident: &Incident,
    words: &Vocabulary,
) -> bool {
    let first = segments.iter().find_map(|it| it.head.as_ref());
    // `<title>` is a tag to a reader, and a blank to fill in to whoever writes.
    let written = first.and_then(|head| text[head.text.start..].lines().next());
    // A heading that names a section is the title of nothing but a manual.
    let title = incident
        .title
        .as_deref()
        .or(first.map(|it| it.folded.as_str()));
    let title = title.unwrap_or_default();
    is_template_title(written.unwrap_or_default(), words)
        || incident.start.is_none() && demands(segments)
        || matter.get("name").is_some() && matter.get("about").is_some()
        || is_template_file(path, words)
        || is_template_title(title, words)
        || text.contains("YYYY-MM-DD") && ends_in_template(title, words)
        || incident.start.is_none() && is_manual(title, words)
}

/// `README.md`, `index.md`: what lists the documents beside it, unless it tells of an incident like any report.
pub(super) fn is_index(path: &str, segments: &[Segment]) -> bool {
    const NAMES: [&str; 6] = ["readme", "index", "summary", "contents", "toc", "home"];
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let stem = name.trim_start_matches('_').split('.').next();
    let tells = |it: &Segment| match it.role {
        Some(Role::Cause | Role::Impact | Role::Timeline | Role::Resolution) => true,
        role => role.is_some_and(Role::is_action),
    };
    stem.is_some_and(|stem| NAMES.contains(&stem)) && !segments.iter().any(tells)
}

/// `… must contain`, `Instructions`: two headings of this kind.
fn demands(segments: &[Segment]) -> bool {
    let own = |segment: &&Segment| {
        let head = segment.head.as_ref();
        head.is_some_and(|head| head.own == Some(Role::Template))
    };
    segments.iter().filter(own).take(2).count() == 2
}

/// `postmortem-template.md`, `PLANTILLA_INCIDENTE.md`, `_templates/new.md`; a date makes it a report again.
fn is_template_file(path: &str, words: &Vocabulary) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = folder.rsplit('/').next().unwrap_or_default();
    if words.has(List::Template, &fold(folder)) || folder == "ISSUE_TEMPLATE" {
        return true;
    }
    let stem = name.trim_start_matches('.').split('.').next();
    is_template(&fold(&stem.unwrap_or(name).replace(['_', '-'], " ")), words)
}

/// True if the words hold one that means a template and otherwise only such as name the kind of document.
fn is_template(folded: &str, words: &Vocabulary) -> bool {
    let named = folded
        .split(' ')
        .any(|word| words.has(List::Template, word))
        || folded.chars().any(is_wide)
            && words
                .list(List::Template)
                .any(|word| word.chars().any(is_wide) && folded.contains(word));
    let kind = |word: &str| {
        words.has(List::Template, word)
            || words.has(List::Document, word)
            || word.chars().any(is_wide)
            || word.len() < 4 && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    named && folded.split(' ').all(kind)
}

/// `Postmortem template`, `Post-Mortem: [Incident title]`
fn is_template_title(title: &str, words: &Vocabulary) -> bool {
    let folded = fold(title);
    if is_template(&folded, words) {
        return true;
    }
    let Some((open, close)) = title
        .find(['[', '<', '{'])
        .and_then(|open| Some((open, title.rfind([']', '>', '}'])?)))
    else {
        return false;
    };
    let blank = title.get(open + 1..close).unwrap_or_default();
    let before = fold(&title[..open]);
    let fillable = blank.contains(char::is_alphabetic)
        && !blank.contains([']', '<', '>'])
        && !blank.contains(|c: char| c.is_ascii_digit())
        && title[close + 1..].chars().all(|c| !c.is_alphanumeric());
    let kind = |word: &str| words.has(List::Document, word) || words.has(List::Template, word);
    let parted = title[..open]
        .trim_end()
        .ends_with([':', '-', '–', '—', '：']);
    fillable && (before.is_empty() || parted && before.split(' ').all(kind))
}

/// `Enterprise incident review template`: with days to fill in it is one, whatever else its title says.
fn ends_in_template(title: &str, words: &Vocabulary) -> bool {
    let folded = fold(title);
    folded
        .split(' ')
        .next_back()
        .is_some_and(|it| words.has(List::Template, it))
}

/// `Storage failure runbook`, `Postmortems`, `How to write a postmortem`: what to do, not what happened.
fn is_manual(title: &str, words: &Vocabulary) -> bool {
    let folded = fold(title);
    let mut all = folded.split(' ');
    let (first, last) = (all.next().unwrap_or_default(), all.next_back());
    let manual = |word: &str| words.has(List::Manual, word);
    let named = words
        .list(List::Manual)
        .any(|it| it.contains(' ') && folded.starts_with(it));
    let many = folded.contains("postmortems") || folded.contains("post mortems");
    let kind = |word: &str| words.has(List::KindOfManual, word) || words.has(List::Document, word);
    let general = folded
        .split(' ')
        .any(|it| words.has(List::KindOfManual, it));
    manual(first)
        || last.is_some_and(manual)
        || named
        || many
        || folded.starts_with("how to ")
        || general && folded.split(' ').all(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_tells_of_no_incident() {
        let index = |path: &str, text: &str| {
            let source = crate::text::Source::new(path, text.as_bytes().to_vec()).unwrap();
            let report = crate::read::read(&source, &Vocabulary::default());
            report.absence == Some(crate::action::Absence::NoReport)
        };
        let list = "# All reports\n\n- [The pool](2026-11-02-pool.md)\n";
        for path in ["postmortems/README.md", "a/_index.md", "Summary.txt"] {
            assert!(index(path, list), "{path}");
        }
        assert!(!index("a/pool.md", list));
        let report = "# The pool\n\n## Root cause\n\nIt ran dry.\n";
        assert!(!index("2026-11-02/README.md", report));
    }

    #[test]
    fn a_title_that_ends_in_template_above_days_to_fill_in() {
        let absence = |day: &str| {
            let text =
                format!("# Acme review template\n\n## Action items\n\n- Patch it, by {day}\n");
            let source = crate::text::Source::new("a.md", text.into_bytes()).unwrap();
            crate::read::read(&source, &Vocabulary::default()).absence
        };
        assert!(absence("YYYY-MM-DD").is_some());
        assert!(absence("2026-11-02").is_none());
    }

    #[test]
    fn templates_by_title_and_name() {
        let words = Vocabulary::default();
        for title in [
            "Postmortem template",
            "Incident / Postmortem Template",
            "Post-Mortem: [Incident title]",
            "🧠 Post-Mortem: [Título del incidente]",
            "Modèle de rapport d'incident",
            "Plantilla de Post-Mortem",
            "Postmortem テンプレート",
            "Vorlage: Incident-Report",
        ] {
            assert!(is_template_title(title, &words), "{title}");
        }
        for title in [
            "Postmortem: broken e-mail template",
            "[2024-05-05] Outage of the shop",
            "Outage [resolved]",
            "Postmortem: [outage](https://a.b/c) of the shop",
            "Incident report",
        ] {
            assert!(!is_template_title(title, &words), "{title}");
        }
        for path in [
            "docs/postmortem-template.md",
            "docs/PLANTILLA_INCIDENTE.md",
            "_templates/new.md",
            "modele-de-rapport-dincident.md",
            ".github/ISSUE_TEMPLATE/incident.md",
            "TEMPLATE.md",
        ] {
            assert!(is_template_file(path, &words), "{path}");
        }
        for path in [
            "2024-05-05-template-lost.md",
            "incident.md",
            "mails/template-outage-2024.md",
        ] {
            assert!(!is_template_file(path, &words), "{path}");
        }
        for title in [
            "Storage failure runbook",
            "Postmortems: how we write them",
            "Post-Mortem Process",
            "Incident Management Policy",
        ] {
            assert!(is_manual(title, &words), "{title}");
        }
        for title in ["Broken release process", "Incident review"] {
            assert!(!is_manual(title, &words), "{title}");
        }
    }
}
