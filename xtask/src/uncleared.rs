//! Calls of the drivers of `wiki` that the policy has not cleared, planted in a copy of the client: none compiles.
//!
//! The drivers are private, so that neither a documentation test nor a crate of its own could call them. The copy is
//! checked once. Every planted line has to be refused, with the error that its comment names, and no other line may be:
//! so the copy is known to be sound without them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::{
    Result,
    step::{cargo, root},
};

const MODULE: &str = "uncleared";

/// A comment at the end of a line names the error that the line has to be refused with.
const PLANTED: &str = r#"//! Calls that forget the policy.
#![allow(missing_docs, dead_code)]

use super::Wiki;
use super::driver::{cloud, data_center};
use super::model::content::Page;
use super::model::views::Counted;
use super::policy::{ClearedRead, ClearedWrite, Unchecked};
use crate::ids::{ContentId, SpaceKey};

impl Wiki {
    pub async fn reads_unasked(&self, id: &ContentId) {
        let _ = cloud::views::count(&self.backend, id, None, Counted::Both).await; // E0308
        let _ = data_center::views::count(&self.backend, id, None, Counted::Both).await; // E0308
    }

    pub async fn writes_unasked(&self, id: &ContentId) {
        let _ = cloud::trash::trash(&self.backend, id).await; // E0308
        let _ = data_center::trash::trash(&self.backend, id).await; // E0308
    }

    pub fn lists_unasked(&self, space: SpaceKey) {
        let _ = cloud::trash::of_space(&self.backend, space); // E0308
    }

    pub async fn writes_what_is_cleared_for_reading(&self, id: &ClearedRead<ContentId>) {
        let _ = cloud::trash::trash(&self.backend, id).await; // E0308
    }

    pub async fn shows_what_is_not_checked(&self, id: &ContentId) -> Page {
        cloud::pages::get(&self.backend, id, None).await // E0308
    }

    pub fn opens_what_is_not_checked(&self, answered: Unchecked<Page>) -> Page {
        answered.0 // E0616
    }

    pub fn clears_by_itself(&self, id: ContentId) -> ClearedWrite<ContentId> {
        ClearedWrite(id) // E0423
    }
}
"#;

/// Plants the calls and looks at what the compiler says.
pub(crate) fn run() -> Result<()> {
    let folder = root().join("target").join(MODULE);
    lay(&folder)?;
    // As in the check of the face alone, so that the dependencies are built already.
    let mut command =
        cargo(["check", "--quiet", "--no-default-features", "--features", "wiki", "--message-format=json"]);
    command.current_dir(&folder).env("CARGO_TARGET_DIR", root().join("target"));
    // That it fails is what it is for; what it printed says why.
    let printed = String::from_utf8(command.output()?.stdout)?;
    match compare(&wanted(PLANTED), &refused(&printed)) {
        faults if faults.is_empty() => Ok(()),
        faults => Err(faults.join("\n    ").into()),
    }
}

/// The client in a workspace of its own, with one module more.
fn lay(folder: &Path) -> Result<()> {
    let member = folder.join("confluence-client");
    if member.exists() {
        fs::remove_dir_all(&member)?;
    }
    fs::create_dir_all(&member)?;
    let client = root().join("confluence-client");
    for file in ["Cargo.toml", "README.md"] {
        fs::copy(client.join(file), member.join(file))?;
    }
    for tree in ["src", "examples"] {
        copy(&client.join(tree), &member.join(tree))?;
    }
    let oauth = root().join("confluence-oauth").to_string_lossy().replace('\\', "/");
    let manifest = fs::read_to_string(root().join("Cargo.toml"))?;
    let manifest = manifest.replace("path = \"confluence-oauth\"", &format!("path = \"{oauth}\""));
    let alone = |line: &str| match line {
        line if line.starts_with("members = ") => "members = [\"confluence-client\"]".to_owned(),
        line => line.to_owned(),
    };
    let manifest: Vec<String> = manifest.lines().map(alone).collect();
    fs::write(folder.join("Cargo.toml"), manifest.join("\n"))?;
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;

    let face = member.join("src").join("wiki.rs");
    let text = fs::read_to_string(&face)?;
    fs::write(&face, format!("{text}\nmod {MODULE};\n"))?;
    fs::write(member.join("src").join("wiki").join(format!("{MODULE}.rs")), PLANTED)?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &target)?,
            false => fs::copy(entry.path(), target).map(drop)?,
        }
    }
    Ok(())
}

type Errors = BTreeSet<(u64, String)>;

/// The lines that have to be refused, and as what.
fn wanted(planted: &str) -> Errors {
    let lines = (1..).zip(planted.lines());
    lines.filter_map(|(number, line)| Some((number, line.split_once("// E")?.1))).map(coded).collect()
}

fn coded((line, number): (u64, &str)) -> (u64, String) {
    (line, format!("E{number}"))
}

/// What the compiler refused, by file, out of the messages of cargo.
fn refused(messages: &str) -> BTreeMap<String, Errors> {
    let mut found: BTreeMap<String, Errors> = BTreeMap::new();
    for message in messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let error = &message["message"];
        let spans = error["spans"].as_array().into_iter().flatten();
        let Some(span) = spans.into_iter().find(|span| span["is_primary"] == true) else { continue };
        if error["level"] == "error" {
            let file = span["file_name"].as_str().unwrap_or_default().replace('\\', "/");
            let line = span["line_start"].as_u64().unwrap_or_default();
            let code = error["code"]["code"].as_str().unwrap_or_default().to_owned();
            found.entry(file).or_default().insert((line, code));
        }
    }
    found
}

fn compare(wanted: &Errors, refused: &BTreeMap<String, Errors>) -> Vec<String> {
    let own = format!("wiki/{MODULE}.rs");
    let none = Errors::new();
    let here = refused.iter().find(|(file, _)| file.ends_with(&own)).map_or(&none, |(_, errors)| errors);
    let compiled = wanted.difference(here).map(|(line, code)| {
        let text = PLANTED.lines().nth(usize::try_from(line - 1).unwrap_or_default()).unwrap_or_default();
        format!("this is not refused as {code}: {}", text.trim())
    });
    let elsewhere = refused.iter().filter(|(file, _)| !file.ends_with(&own));
    let elsewhere =
        elsewhere.map(|(file, errors)| format!("the copy itself does not compile: {file}: {errors:?}"));
    let surplus = here.difference(wanted).map(|(line, code)| format!("line {line} is refused as {code}"));
    compiled.chain(elsewhere).chain(surplus).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(file: &str, line: u64, code: &str) -> String {
        serde_json::json!({"message": {"level": "error", "code": {"code": code}, "spans": [
            {"is_primary": true, "file_name": file, "line_start": line}]}})
        .to_string()
    }

    fn all_but(left_out: usize) -> String {
        let errors = wanted(PLANTED).into_iter().skip(left_out);
        errors.map(|(line, code)| message("src/wiki/uncleared.rs", line, &code) + "\n").collect()
    }

    #[test]
    fn every_planted_call_has_to_be_refused() {
        assert!(wanted(PLANTED).len() >= 9);
        assert!(compare(&wanted(PLANTED), &refused(&all_but(0))).is_empty());
        let found = compare(&wanted(PLANTED), &refused(&all_but(1)));
        assert!(found.len() == 1 && found[0].contains("views::count"), "{found:?}");
        assert_eq!(compare(&wanted(PLANTED), &refused("")).len(), wanted(PLANTED).len());
    }

    #[test]
    fn a_copy_that_is_broken_shows_nothing() {
        let messages = all_but(0) + &message("src/wiki/pages.rs", 1, "E0425");
        let found = compare(&wanted(PLANTED), &refused(&messages));
        assert!(found.len() == 1 && found[0].contains("src/wiki/pages.rs"), "{found:?}");
    }
}
