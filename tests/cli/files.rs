//! All files of a folder as a value.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Bytes by path, with `/` between its parts; what git keeps for itself and the lock, as long as it is
/// empty, are left out.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Where the lock lies without git.
const LOCK: &str = ".followthrough/lock";

/// Reads every file below `root`; a folder that does not exist is empty.
pub(crate) fn read(root: &Path) -> Files {
    let mut files = Files::new();
    collect(root, "", &mut files);
    files
}

fn collect(folder: &Path, prefix: &str, files: &mut Files) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = format!("{prefix}{name}");
        if entry.file_type().unwrap().is_dir() {
            if name != ".git" {
                collect(&entry.path(), &format!("{path}/"), files);
            }
        } else {
            let bytes = fs::read(entry.path()).unwrap();
            if path != LOCK || !bytes.is_empty() {
                files.insert(path, bytes);
            }
        }
    }
}

/// Writes every file below `root`.
pub(crate) fn write(root: &Path, files: &Files) {
    for (path, bytes) in files {
        let file = root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
}
