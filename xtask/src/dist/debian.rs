//! A Debian package: an `ar` archive of two tar archives (deb(5)).

use std::{fs, io::Write as _, path::PathBuf};

use flate2::{Compression, write::GzEncoder};

use super::{
    AUTHORS, HOMEPAGE, Release, SUMMARY,
    pack::{self, Item},
    texts,
};
use crate::Result;

pub(super) fn pack(release: &Release) -> Result<Option<PathBuf>> {
    if !release.target.is_linux() {
        return Ok(None);
    }
    let mut items = vec![Item::program("./usr/bin/confluence-mcp", fs::read(&release.binary)?)];
    for page in Item::all_of(&release.manual, "./usr/share/man/man1")? {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&page.content)?;
        items.push(Item::text(format!("{}.gz", page.path), gzip.finish()?));
    }
    for (shell, folder) in [
        ("confluence-mcp", "./usr/share/bash-completion/completions"),
        ("confluence-mcp.fish", "./usr/share/fish/vendor_completions.d"),
        ("_confluence-mcp", "./usr/share/zsh/vendor-completions"),
    ] {
        if let Ok(script) = fs::read(release.completions.join(shell)) {
            items.push(Item::text(format!("{folder}/{shell}"), script));
        }
    }
    let licences: Vec<u8> = texts()?
        .into_iter()
        .filter(|(name, _)| name.starts_with("LICENSE"))
        .flat_map(|(_, text)| text)
        .collect();
    items.push(Item::text("./usr/share/doc/confluence-mcp/copyright", licences));
    let size: usize = items.iter().map(|item| item.content.len()).sum();
    let control = [Item::text("./control", control(release, size)?)];
    let members = [
        ("debian-binary", b"2.0\n".to_vec()),
        ("control.tar.gz", pack::tar_gz(&control)?),
        ("data.tar.gz", pack::tar_gz(&items)?),
    ];
    let name = format!("confluence-mcp_{}_{}.deb", release.version, release.target.debian());
    let file = release.folder_by_processor().join(name);
    fs::write(&file, ar(&members))?;
    Ok(Some(file))
}

fn control(release: &Release, size: usize) -> Result<String> {
    let needs = release.target.depends(&release.binary)?;
    let needs = needs.map_or_else(String::new, |needs| format!("Depends: {needs}\n"));
    Ok(format!(
        "Package: confluence-mcp\nVersion: {}\nArchitecture: {}\nMaintainer: {AUTHORS} <noreply@github.com>\n\
         Installed-Size: {}\n{needs}Section: net\nPriority: optional\nHomepage: {HOMEPAGE}\n\
         Description: {SUMMARY}\n",
        release.version,
        release.target.debian(),
        size.div_ceil(1024),
    ))
}

/// The common form of ar(5): a header of 60 bytes before each member, which is padded to an even length.
fn ar(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = b"!<arch>\n".to_vec();
    for (name, content) in members {
        let header = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, "100644", content.len());
        archive.extend_from_slice(header.as_bytes());
        archive.extend_from_slice(content);
        if content.len() % 2 == 1 {
            archive.push(b'\n');
        }
    }
    archive
}
