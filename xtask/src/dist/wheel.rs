//! A wheel that carries the program, so that `uvx confluence-mcp` and `pipx run confluence-mcp` start it (PEP 427).

use std::{fs, path::PathBuf};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use super::{
    AUTHORS, HOMEPAGE, LICENSE, Release, SUMMARY,
    pack::{self, Item},
    texts,
};
use crate::Result;

pub(super) fn pack(release: &Release) -> Result<Option<PathBuf>> {
    let version = &release.version;
    let tag = release.target.wheel(&release.binary)?;
    let (data, info) =
        (format!("confluence_mcp-{version}.data"), format!("confluence_mcp-{version}.dist-info"));
    let mut items =
        vec![Item::program(format!("{data}/scripts/{}", release.program()), fs::read(&release.binary)?)];
    let mut readme = String::new();
    for (name, text) in texts()? {
        match name {
            "README.md" => readme = String::from_utf8(text)?,
            licence => items.push(Item::text(format!("{info}/licenses/{licence}"), text)),
        }
    }
    items.push(Item::text(format!("{info}/METADATA"), metadata(version, &readme)));
    items.push(Item::text(format!("{info}/WHEEL"), wheel(&tag)));
    let record = record(&items, &info);
    items.push(Item::text(format!("{info}/RECORD"), record));
    let file = release.out.join(format!("confluence_mcp-{version}-py3-none-{tag}.whl"));
    fs::write(&file, pack::zip(&items)?)?;
    Ok(Some(file))
}

/// Core metadata 2.4 (PEP 639 for the licence).
fn metadata(version: &str, readme: &str) -> String {
    format!(
        "Metadata-Version: 2.4\nName: confluence-mcp\nVersion: {version}\nSummary: {SUMMARY}\n\
         Author: {AUTHORS}\nLicense-Expression: {LICENSE}\n\
         License-File: LICENSE-APACHE\nLicense-File: LICENSE-MIT\n\
         Project-URL: Homepage, {HOMEPAGE}\nKeywords: mcp,confluence,atlassian\n\
         Requires-Python: >=3.8\nDescription-Content-Type: text/markdown\n\n{readme}"
    )
}

/// Each platform of a compressed tag is a line of its own.
fn wheel(tag: &str) -> String {
    let tags: String = tag.split('.').map(|platform| format!("Tag: py3-none-{platform}\n")).collect();
    format!("Wheel-Version: 1.0\nGenerator: cargo-xtask-dist\nRoot-Is-Purelib: false\n{tags}")
}

/// The digest and the size of each file, and the record itself without either.
fn record(items: &[Item], info: &str) -> String {
    let line = |item: &Item| {
        let digest = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&item.content));
        format!("{},sha256={digest},{}\n", item.path, item.content.len())
    };
    items.iter().map(line).collect::<String>() + &format!("{info}/RECORD,,\n")
}
