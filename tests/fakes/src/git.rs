//! A bare repository, as both forges use it behind their interfaces.

use std::path::Path;

use git2::{
    Commit, Delta, DiffFindOptions, ErrorCode, Index, IndexEntry, IndexTime, ObjectType, Oid,
    Signature, Time, Tree,
};

/// An open repository.
pub(crate) struct Store(pub(crate) git2::Repository);

/// One file of a commit to be: its path and its new bytes, or none if it goes.
pub(crate) type Change = (String, Option<Vec<u8>>);

/// Who commits, and when in seconds since 1970.
pub(crate) struct Who<'a> {
    pub(crate) name: &'a str,
    pub(crate) now: i64,
}

impl Who<'_> {
    pub(crate) fn signature(&self) -> Result<Signature<'static>, git2::Error> {
        let email = format!("{}@users.noreply.test", self.name);
        Signature::new(self.name, &email, &Time::new(self.now, 0))
    }
}

/// One file that differs between two commits.
pub(crate) struct Differing {
    pub(crate) status: &'static str,
    pub(crate) path: String,
    pub(crate) before: Option<String>,
}

impl Store {
    pub(crate) fn open(path: &Path) -> Option<Self> {
        git2::Repository::open(path).ok().map(Self)
    }

    pub(crate) fn branch(&self, name: &str) -> Option<Oid> {
        self.reference(&format!("refs/heads/{name}"))
    }

    pub(crate) fn reference(&self, name: &str) -> Option<Oid> {
        self.0.refname_to_id(name).ok()
    }

    /// A branch, a tag or the name of a commit.
    pub(crate) fn resolve(&self, name: &str) -> Option<Oid> {
        let short = ["refs/heads/", "refs/tags/", "refs/"].iter();
        let mut named = short.filter_map(|it| self.reference(&format!("{it}{name}")));
        let found = named.next().or_else(|| Oid::from_str(name).ok())?;
        self.0.find_commit(found).ok().map(|it| it.id())
    }

    pub(crate) fn set(&self, reference: &str, to: Oid) -> Result<(), git2::Error> {
        self.0
            .reference(reference, to, true, "fake forge")
            .map(drop)
    }

    pub(crate) fn delete(&self, reference: &str) -> Result<(), git2::Error> {
        self.0.find_reference(reference)?.delete()
    }

    /// True if `to` holds everything of `from`.
    pub(crate) fn goes_on(&self, from: Oid, to: Oid) -> bool {
        from == to || self.0.graph_descendant_of(to, from).unwrap_or(false)
    }

    /// A tree like `base` with these files changed.
    pub(crate) fn tree(
        &self,
        base: Option<&Tree<'_>>,
        changes: &[Change],
    ) -> Result<Oid, git2::Error> {
        let mut index = Index::new()?;
        if let Some(base) = base {
            index.read_tree(base)?;
        }
        for (path, bytes) in changes {
            match bytes {
                Some(bytes) => index.add(&entry(path, self.0.blob(bytes)?))?,
                None => match index.remove_path(Path::new(path)) {
                    Err(error) if error.code() != ErrorCode::NotFound => return Err(error),
                    _ => {}
                },
            }
        }
        index.write_tree_to(&self.0)
    }

    /// A commit on top of `parent`, which no branch names yet.
    pub(crate) fn commit(
        &self,
        parent: Oid,
        changes: &[Change],
        message: &str,
        who: &Who<'_>,
    ) -> Result<Oid, git2::Error> {
        let parent = self.0.find_commit(parent)?;
        let tree = self.tree(Some(&parent.tree()?), changes)?;
        let tree = self.0.find_tree(tree)?;
        let by = who.signature()?;
        self.0.commit(None, &by, &by, message, &tree, &[&parent])
    }

    /// Both merged, or none if they contradict each other.
    pub(crate) fn merge(
        &self,
        ours: Oid,
        theirs: Oid,
        message: &str,
        who: &Who<'_>,
    ) -> Result<Option<Oid>, git2::Error> {
        let (ours, theirs) = (self.0.find_commit(ours)?, self.0.find_commit(theirs)?);
        let mut index = self.0.merge_commits(&ours, &theirs, None)?;
        if index.has_conflicts() {
            return Ok(None);
        }
        let tree = self.0.find_tree(index.write_tree_to(&self.0)?)?;
        let by = who.signature()?;
        let merged = self
            .0
            .commit(None, &by, &by, message, &tree, &[&ours, &theirs]);
        merged.map(Some)
    }

    /// False if merging `head` would leave conflicts.
    pub(crate) fn mergeable(&self, base: Oid, head: Oid) -> bool {
        let both = (self.0.find_commit(base), self.0.find_commit(head));
        let (Ok(base), Ok(head)) = both else {
            return false;
        };
        let merged = self.0.merge_commits(&base, &head, None);
        merged.is_ok_and(|index| !index.has_conflicts())
    }

    pub(crate) fn file(&self, at: Oid, path: &str) -> Option<(Oid, Vec<u8>)> {
        let tree = self.0.find_commit(at).ok()?.tree().ok()?;
        let entry = tree.get_path(Path::new(path)).ok()?;
        let blob = self.0.find_blob(entry.id()).ok()?;
        Some((blob.id(), blob.content().to_vec()))
    }

    /// What `head` changed since it left `base`, and how far each is ahead of where they parted.
    pub(crate) fn compare(&self, base: Oid, head: Oid) -> Result<Compared, git2::Error> {
        let parted = self.0.merge_base(base, head)?;
        let (ahead, behind) = self.0.graph_ahead_behind(head, base)?;
        let tree = |it: Oid| self.0.find_commit(it).and_then(|it| it.tree());
        let (before, after) = (tree(parted)?, tree(head)?);
        let mut diff = self
            .0
            .diff_tree_to_tree(Some(&before), Some(&after), None)?;
        diff.find_similar(Some(DiffFindOptions::new().renames(true)))?;
        let path = |it: git2::DiffFile<'_>| it.path().map(|it| it.to_string_lossy().into_owned());
        let files = diff.deltas().map(|it| {
            let status = match it.status() {
                Delta::Added => "added",
                Delta::Deleted => "removed",
                Delta::Renamed => "renamed",
                _ => "modified",
            };
            let before = path(it.old_file());
            Differing {
                status,
                path: path(it.new_file())
                    .or_else(|| before.clone())
                    .unwrap_or_default(),
                before: before.filter(|_| it.status() == Delta::Renamed),
            }
        });
        let files = files.collect();
        Ok(Compared {
            parted,
            ahead,
            behind,
            files,
            commits: self.between(base, head)?,
        })
    }

    fn between(&self, base: Oid, head: Oid) -> Result<Vec<Oid>, git2::Error> {
        let mut walk = self.0.revwalk()?;
        walk.push(head)?;
        walk.hide(base)?;
        let mut found = walk.collect::<Result<Vec<_>, _>>()?;
        found.reverse();
        Ok(found)
    }

    pub(crate) fn find(&self, commit: Oid) -> Option<Commit<'_>> {
        self.0.find_commit(commit).ok()
    }

    pub(crate) fn has(&self, id: Oid) -> bool {
        self.0.odb().is_ok_and(|it| it.exists(id))
    }

    pub(crate) fn kind(&self, id: Oid) -> Option<ObjectType> {
        self.0.find_object(id, None).ok()?.kind()
    }
}

/// Two commits beside each other.
pub(crate) struct Compared {
    pub(crate) parted: Oid,
    pub(crate) ahead: usize,
    pub(crate) behind: usize,
    pub(crate) files: Vec<Differing>,
    pub(crate) commits: Vec<Oid>,
}

fn entry(path: &str, id: Oid) -> IndexEntry {
    IndexEntry {
        ctime: IndexTime::new(0, 0),
        mtime: IndexTime::new(0, 0),
        dev: 0,
        ino: 0,
        mode: 0o100_644,
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}
