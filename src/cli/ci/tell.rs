//! Telling what was decided and done: log, annotations, summary, outputs, files.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::CiArgs;
use super::scene::{Scene, fresh_token};
use super::work::{Done, Office};
use crate::ci::{Decision, Level, Note, System, annotations, guarded, outputs, summary, verbatim};
use crate::cli::exit::Failure;
use crate::cli::screen::Screen;
use crate::escape::terminal_text;
use crate::output::{
    Look, StatusDocument, annotation_notes, code_quality, findings_text, junit, plan_text,
    status_text, sync_text,
};
use crate::worktree::LEAVINGS;

/// Longer than any summary may be, in characters.
const SUMMARY_CHARS: usize = 900 << 10;

/// What was decided, and why.
pub(super) fn decision(scene: &Scene, decision: &Decision, screen: &mut Screen) {
    let mut text = format!("followthrough ci: {}\n", decision.work.as_str());
    for reason in &decision.because {
        text.push_str(&format!("  because: {}\n", terminal_text(reason)));
    }
    log(scene, &text, screen);
}

/// Why a run stopped, where nobody looks into a log without being told.
pub(super) fn failure(
    scene: &Scene,
    failure: &Failure,
    screen: &mut Screen,
) -> Result<(), Failure> {
    if !scene.is_github() {
        screen.error(&failure.message);
        return Ok(());
    }
    let note = Note {
        level: Level::Error,
        path: None,
        line: None,
        title: "followthrough".to_owned(),
        message: failure.message.clone(),
    };
    screen.product(&annotations(&[note], &[], ""));
    let values = [("exit-code", (failure.exit as u8).to_string())];
    scene.append("GITHUB_OUTPUT", &outputs(&values, &fresh_token()))
}

/// What was done.
pub(super) fn done(office: &Office<'_>, done: &Done, screen: &mut Screen) -> Result<(), Failure> {
    let scene = office.scene;
    log(scene, &text(done), screen);
    if scene.is_github() {
        screen.product(&annotated(done));
    }
    let templates = office.templates()?;
    let files = Files::write(
        office,
        done,
        &templates.comment(&done.view, &office.marker(), SUMMARY_CHARS)?,
    )?;
    if !done.view.is_silent() || done.published.is_some() {
        let whole = templates.comment(&done.view, "", SUMMARY_CHARS)?;
        scene.append("GITHUB_STEP_SUMMARY", &summary(&whole))?;
    }
    scene.append(
        "GITHUB_OUTPUT",
        &outputs(&values(office, done, &files), &fresh_token()),
    )
}

/// The status of many repositories as one.
pub(super) fn joined(
    scene: &Scene,
    status: &StatusDocument,
    folder: &Path,
    screen: &mut Screen,
) -> Result<(), Failure> {
    let text = status_text(status, false, false, Look::PIPE);
    log(scene, &text, screen);
    // Nobody colours a summary.
    let text = anstream::adapter::strip_str(&text).to_string();
    let path = write(
        folder,
        "status.json",
        &pretty(status).map_err(|error| Failure::unforeseen(error.to_string()))?,
    )?;
    scene.append("GITHUB_STEP_SUMMARY", &summary(&verbatim(&text)))?;
    let values = [
        ("mode", "merge".to_owned()),
        ("exit-code", "0".to_owned()),
        ("status", path.display().to_string()),
    ];
    scene.append("GITHUB_OUTPUT", &outputs(&values, &fresh_token()))
}

fn log(scene: &Scene, text: &str, screen: &mut Screen) {
    match scene.is_github() {
        true => screen.text(&guarded(text, &fresh_token())),
        false => screen.text(text),
    }
}

fn text(done: &Done) -> String {
    let mut text = String::new();
    for complaint in &done.complaints {
        text.push_str(&format!("note: {}\n", terminal_text(complaint)));
    }
    text.extend(done.plan.iter().map(|it| plan_text(it, Look::PIPE)));
    text.extend(done.sync.iter().map(|it| sync_text(it, Look::PIPE)));
    text.push_str(&findings_text(&done.check, false, false, Look::PIPE));
    if let Some(it) = &done.published {
        let url = it.url.as_deref().map(|it| format!(": {it}"));
        let said = format!("{}{}", it.said, url.unwrap_or_default());
        text.push_str(&format!("{}\n", terminal_text(&said)));
    }
    text
}

fn annotated(done: &Done) -> String {
    let warning = |message: &String| Note {
        level: Level::Warning,
        path: None,
        line: None,
        title: "followthrough".to_owned(),
        message: message.clone(),
    };
    let stuck = done
        .published
        .iter()
        .filter(|it| it.stuck)
        .map(|it| &it.said);
    let (mut notes, unlisted) = annotation_notes(&done.check);
    notes.extend(done.complaints.iter().chain(stuck).map(warning));
    annotations(&notes, &unlisted, "the summary of this job holds more")
}

fn values(office: &Office<'_>, done: &Done, files: &Files) -> Vec<(&'static str, String)> {
    let all = || {
        let of_plan = done.plan.iter().flat_map(|it| &it.changes);
        of_plan.chain(done.sync.iter().flat_map(|it| &it.done))
    };
    let held = done
        .plan
        .iter()
        .flat_map(|it| &it.held)
        .chain(done.sync.iter().flat_map(|it| &it.held));
    let opened = all().filter(|it| it.what == "open").count();
    let path = |it: &Option<PathBuf>| {
        it.as_ref()
            .map(|it| it.display().to_string())
            .unwrap_or_default()
    };
    let request = done.published.as_ref().and_then(|it| it.request);
    vec![
        ("mode", office.decision.work.as_str().to_owned()),
        ("opened", opened.to_string()),
        ("changed", (all().count() - opened).to_string()),
        (
            "held",
            held.map(|it| it.changes.len()).sum::<usize>().to_string(),
        ),
        ("errors", done.check.errors.to_string()),
        ("warnings", done.check.warnings.to_string()),
        ("exit-code", (done.exit as u8).to_string()),
        ("plan", path(&files.plan)),
        ("findings", path(&files.findings)),
        ("comment", path(&files.comment)),
        ("data", path(&files.data)),
        ("status", path(&files.status)),
        (
            "pull-request",
            request.map(|it| it.to_string()).unwrap_or_default(),
        ),
    ]
}

/// The files that later steps may want.
#[derive(Default)]
struct Files {
    plan: Option<PathBuf>,
    findings: Option<PathBuf>,
    comment: Option<PathBuf>,
    data: Option<PathBuf>,
    status: Option<PathBuf>,
}

impl Files {
    fn write(office: &Office<'_>, done: &Done, comment: &str) -> Result<Self, Failure> {
        let desk = office.desk;
        let folder = folder(office.args, office.scene, &desk.start, desk.tree.root())?;
        let json = |name: &str, document: &dyn Fn() -> serde_json::Result<String>| {
            let text = document().map_err(|error| Failure::unforeseen(error.to_string()))?;
            write(&folder, name, &text).map(Some)
        };
        let mut files = Self {
            findings: json("check.json", &|| pretty(&done.check))?,
            ..Self::default()
        };
        if let Some(status) = &done.status {
            files.status = json("status.json", &|| pretty(status))?;
        }
        if office.occasion.system == System::GitLab {
            let quality = code_quality(&done.check);
            let quality = quality.map_err(|error| Failure::unforeseen(error.to_string()))?;
            write(&folder, "gl-code-quality.json", &quality)?;
            write(&folder, "junit.xml", &junit(&done.check))?;
        }
        if let Some(plan) = &done.plan {
            files.plan = json("plan.json", &|| pretty(plan))?;
        }
        if let Some(sync) = &done.sync {
            files.plan = json("sync.json", &|| pretty(sync))?;
        }
        if !done.view.is_silent() {
            files.comment = Some(write(&folder, "comment.md", comment)?);
            files.data = json("comment.json", &|| pretty(&done.view))?;
        }
        Ok(files)
    }
}

/// The folder for what later steps may want, made if it is not there: as ordered, from `start`; else the runner's own, or a
/// hidden one in `root`.
pub(super) fn folder(
    args: &CiArgs,
    scene: &Scene,
    start: &Path,
    root: &Path,
) -> Result<PathBuf, Failure> {
    let folder = match args.reports().or_else(|| scene.temporary()) {
        Some(folder) => start.join(folder),
        None => root.join(LEAVINGS),
    };
    std::fs::create_dir_all(&folder).map_err(|error| {
        Failure::usage(format!(
            "{}: {error}; name another folder (the input reports)",
            folder.display()
        ))
    })?;
    Ok(folder)
}

fn pretty(document: &impl Serialize) -> serde_json::Result<String> {
    serde_json::to_string_pretty(document)
}

fn write(folder: &Path, name: &str, text: &str) -> Result<PathBuf, Failure> {
    let path = folder.join(name);
    crate::cli::screen::write_file(&path, format!("{}\n", text.trim_end()).as_bytes())?;
    Ok(path)
}
