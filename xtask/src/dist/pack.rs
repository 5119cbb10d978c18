//! Files in archives. All of them have the same time, so that equal contents make equal archives.

use std::{fs, io::Write as _, path::Path};

use flate2::{Compression, write::GzEncoder};
use tar::{EntryType, Header};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::Result;

/// 1980-01-01, the oldest time that a zip archive can say.
const TIME: u64 = 315_532_800;

/// A file of an archive.
pub(super) struct Item {
    pub(super) path: String,
    pub(super) content: Vec<u8>,
    pub(super) is_program: bool,
}

impl Item {
    pub(super) fn text(path: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), content: content.into(), is_program: false }
    }

    pub(super) fn program(path: impl Into<String>, content: Vec<u8>) -> Self {
        Self { path: path.into(), content, is_program: true }
    }

    /// Each file of a folder, below `path`, by name.
    pub(super) fn all_of(folder: &Path, path: &str) -> Result<Vec<Self>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        let item = |name: String| Ok(Self::text(format!("{path}/{name}"), fs::read(folder.join(&name))?));
        names.into_iter().map(item).collect()
    }

    fn mode(&self) -> u32 {
        if self.is_program { 0o755 } else { 0o644 }
    }
}

/// A gzipped tar archive. Folders are entries too, since dpkg makes none by itself.
pub(super) fn tar_gz(items: &[Item]) -> Result<Vec<u8>> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
    let mut folders: Vec<&str> = items.iter().flat_map(|item| parents(&item.path)).collect();
    folders.sort_unstable();
    folders.dedup();
    for folder in folders {
        let mut header = header(EntryType::Directory, 0o755, 0);
        archive.append_data(&mut header, format!("{folder}/"), std::io::empty())?;
    }
    for item in items {
        let mut header = header(EntryType::Regular, item.mode(), item.content.len() as u64);
        archive.append_data(&mut header, &item.path, item.content.as_slice())?;
    }
    Ok(archive.into_inner()?.finish()?)
}

fn header(kind: EntryType, mode: u32, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(size);
    header.set_mtime(TIME);
    header
}

/// The folders above a path, outermost first.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at)).filter(|folder| !folder.is_empty())
}

/// A zip archive.
pub(super) fn zip(items: &[Item]) -> Result<Vec<u8>> {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for item in items {
        let time = zip::DateTime::default();
        let options = SimpleFileOptions::default().last_modified_time(time).unix_permissions(item.mode());
        archive.start_file(item.path.as_str(), options)?;
        archive.write_all(&item.content)?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_contents_make_equal_archives() {
        let items = || [Item::text("a/b/c", "text"), Item::program("a/d", vec![1, 2])];
        assert_eq!(tar_gz(&items()).unwrap(), tar_gz(&items()).unwrap());
        assert_eq!(zip(&items()).unwrap(), zip(&items()).unwrap());
        assert_eq!(parents("a/b/c").collect::<Vec<_>>(), ["a", "a/b"]);
    }
}
