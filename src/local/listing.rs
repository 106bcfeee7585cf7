//! The folder of the issues as an answer to a query.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;

use rayon::prelude::*;

use super::file::{IssueFile, keys_in};
use super::folder::{Folder, ambiguous};
use super::{FOLDER, Flaw, LIMIT, LocalError, key_of};
use crate::disk::{self, DiskError};
use crate::issue::{Issue, IssueId, IssueName, Key, Listing, Query, Reach, UnreadFile};

/// What one file turned out to be.
enum Found {
    Issue(Key, Box<IssueFile>),
    Unread(UnreadFile, Vec<Key>),
    /// Nothing of ours, or removed since its name was read.
    Nothing,
}

/// The issues asked for, in the order of their keys.
pub(super) fn list(folder: &Folder, query: &Query) -> Result<Listing, LocalError> {
    let names = folder.entries()?;
    let path = folder.checked()?;
    let found: Vec<Found> = names
        .par_iter()
        .map(|name| look_at(name, &path.join(name)))
        .collect();
    let mut files = BTreeMap::new();
    let mut unread = Vec::new();
    for found in found {
        match found {
            Found::Issue(key, file) => drop(files.insert(key, file)),
            Found::Unread(file, keys) => unread.push((file, keys)),
            Found::Nothing => {}
        }
    }
    let mut listing = Listing {
        closed_seen: query.reach == Reach::All,
        ..Listing::default()
    };
    for (mut file, keys) in unread {
        for key in keys {
            let id = IssueId::local(key.as_str());
            if !files.contains_key(&key) {
                let why = format!("{}:{}: {}", file.file, file.line, file.reason);
                listing.forbidden.entry(id.clone()).or_insert(why);
            }
            file.ids.insert(id);
        }
        listing.unread.push(file);
    }
    let named = resolve(&query.named, &files, &mut listing);
    let wanted = |key: &Key, issue: &Issue| {
        let ours = issue.marker().is_some_and(|it| it.scope == query.scope);
        let asked = match query.reach {
            Reach::Named => false,
            Reach::Newest | Reach::Open => issue.state.is_open(),
            Reach::All => true,
        };
        named.contains(key) || ours && asked
    };
    listing.issues = files
        .iter()
        .map(|(key, file)| (key, file.issue(key, Folder::name(key))))
        .filter(|(key, issue)| wanted(key, issue))
        .map(|(_, issue)| issue)
        .collect();
    Ok(listing)
}

/// The keys of the named issues; what is gone, unread or ambiguous goes into the listing.
fn resolve(
    named: &BTreeSet<IssueId>,
    files: &BTreeMap<Key, Box<IssueFile>>,
    listing: &mut Listing,
) -> BTreeSet<Key> {
    let unread: BTreeMap<Key, String> = listing
        .forbidden
        .iter()
        .filter_map(|(id, why)| match &id.name {
            IssueName::Key(key) => Some((Key::parse(key)?, why.clone())),
            IssueName::Number(_) => None,
        })
        .collect();
    let mut keys = BTreeSet::new();
    for id in named {
        let IssueName::Key(prefix) = &id.name else {
            let why = format!("{id} is no issue of the embedded tracker");
            listing.forbidden.insert(id.clone(), why);
            continue;
        };
        // Reports name whole keys, and ten thousand of them are not looked for one by one.
        if let Some(whole) = Key::parse(prefix).filter(|key| files.contains_key(key)) {
            keys.insert(whole);
            continue;
        }
        let fits = |key: &&Key| key.as_str().starts_with(prefix.as_str());
        let fitting: BTreeSet<&Key> = files.keys().chain(unread.keys()).filter(fits).collect();
        let fitting: Vec<Key> = fitting.into_iter().cloned().collect();
        match fitting.as_slice() {
            [] => drop(listing.gone.insert(id.clone())),
            [key] if files.contains_key(key) => drop(keys.insert(key.clone())),
            [key] => drop(listing.forbidden.insert(id.clone(), unread[key].clone())),
            several => drop(listing.forbidden.insert(id.clone(), ambiguous(id, several))),
        }
    }
    keys
}

fn look_at(name: &OsStr, path: &std::path::Path) -> Found {
    let shown = name.to_string_lossy();
    // Editors' swap files, .gitkeep, our own temporary files; and a word to whoever looks in here.
    if shown.starts_with('.') || shown.starts_with("README") {
        return Found::Nothing;
    }
    let unread = |Flaw { line, what }, keys| {
        let file = UnreadFile {
            file: format!("{FOLDER}/{shown}"),
            line,
            reason: what,
            ids: BTreeSet::new(),
        };
        Found::Unread(file, keys)
    };
    let key = name.to_str().and_then(key_of);
    let bytes = match disk::read(path, LIMIT) {
        Ok(bytes) => bytes,
        Err(DiskError::Missing) => return Found::Nothing,
        Err(error) => {
            let what = format!("{error}; issues are plain files: see to it or move it away");
            return unread(Flaw::new(1, what), key.into_iter().collect());
        }
    };
    let Some(key) = key else {
        let what = "not an issue: issue files are named by their key; rename it back, or move it away \
                    if it is a copy";
        return unread(Flaw::new(1, what), keys_in(&bytes));
    };
    match IssueFile::parse(&key, bytes) {
        Ok(file) => Found::Issue(key, Box::new(file)),
        Err(flaw) => {
            // The keys inside count too: a file that was renamed by hand still is the issue it was.
            let mut keys = keys_in(&disk::read(path, LIMIT).unwrap_or_default());
            keys.push(key);
            unread(flaw, keys)
        }
    }
}
