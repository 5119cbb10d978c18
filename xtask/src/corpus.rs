//! `cargo xtask corpus FOLDER`: what the converter makes of every Markdown and every storage file in a folder.
//!
//! Markdown is *stable* if the page that it becomes reads and is written back without a changed byte, and if what was
//! read, written as a new page, reads the same. Storage format is *identical* if its unedited Markdown gives it back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use confluence_client::content::{AllowLoss, Document, Edit, ReadOptions, WriteOptions, to_storage};

use crate::Result;

/// Converts every Markdown file (`.md`, `.markdown`) and every storage file (`.xml`, `.xhtml`) in a folder.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The folder, with all below it.
    folder: PathBuf,
    /// Lists every note as well, and not only how often each kind occurs.
    #[arg(long)]
    notes: bool,
}

/// What was found so far.
#[derive(Debug, Default)]
struct Tally {
    markdown: usize,
    refused: Vec<String>,
    noted: usize,
    notes: BTreeMap<String, usize>,
    unstable: Vec<String>,
    storage: usize,
    unreadable: Vec<String>,
    changed: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let mut tally = Tally::default();
    let mut files = Vec::new();
    gather(&options.folder, &mut files)?;
    files.sort();
    for file in &files {
        let Ok(text) = fs::read_to_string(file) else { continue };
        let shown = file.strip_prefix(&options.folder).unwrap_or(file).display().to_string();
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("md" | "markdown") => markdown(&shown, &text, options, &mut tally),
            _ => storage(&shown, text.trim_end_matches('\n'), &mut tally),
        }
    }
    report(&tally);
    Ok(())
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if path.is_dir() {
            gather(&path, files)?;
        } else if matches!(extension, Some("md" | "markdown" | "xml" | "xhtml")) {
            files.push(path);
        }
    }
    Ok(())
}

fn markdown(file: &str, text: &str, options: &Options, tally: &mut Tally) {
    tally.markdown += 1;
    let page = match to_storage(text, &WriteOptions::new()) {
        Ok(page) => page,
        Err(error) => return tally.refused.push(format!("{file}: {error}")),
    };
    tally.noted += usize::from(!page.notes.is_empty());
    for note in &page.notes {
        *tally.notes.entry(without_quotes(&note.message)).or_default() += note.places;
        if options.notes {
            println!("{file}: {note}");
        }
    }
    if let Err(reason) = stable(&page.storage) {
        tally.unstable.push(format!("{file}: {reason}"));
    }
}

/// Reads a page and writes it back, unedited and as a new page.
fn stable(storage: &str) -> Result<(), String> {
    let document = Document::parse(storage).map_err(|error| error.to_string())?;
    let shown = document.markdown(&ReadOptions::new()).text;
    let edited = document.edit(&[Edit::page_markdown(shown.as_str())]).map_err(|error| error.to_string())?;
    if edited.storage != storage {
        return Err("written back unedited, it changes".to_owned());
    }
    let new = to_storage(&without_handles(&shown), &WriteOptions::new())
        .map_err(|error| format!("as read: {error}"))?;
    let again =
        Document::parse(&new.storage).map_err(|error| error.to_string())?.markdown(&ReadOptions::new()).text;
    match first_difference(&without_handles(&shown), &without_handles(&again)) {
        None => Ok(()),
        Some((one, other)) => Err(format!("reads {one:?} and then {other:?}")),
    }
}

/// What was read, as somebody would write it who makes a new page of it: without the names of blocks.
fn without_handles(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(at) = rest.find("{#b") {
        let (before, tail) = rest.split_at(at);
        let digits = tail.bytes().skip(3).take_while(u8::is_ascii_digit).count();
        let after = &tail[3 + digits..];
        let (before, open) = match after.strip_prefix('}') {
            Some(_) if before.ends_with(' ') => (&before[..before.len() - 1], ""),
            Some(_) => (before, ""),
            None => (before, "{"),
        };
        text.push_str(before);
        text.push_str(open);
        rest = after.strip_prefix('}').or_else(|| after.strip_prefix(' ')).unwrap_or(after);
    }
    text.push_str(rest);
    text
}

fn first_difference(one: &str, other: &str) -> Option<(String, String)> {
    let cut = |line: Option<&str>| line.unwrap_or("").chars().take(120).collect::<String>();
    let (mut ones, mut others) = (one.lines(), other.lines());
    loop {
        match (ones.next(), others.next()) {
            (None, None) => return None,
            (one, other) if one != other => return Some((cut(one), cut(other))),
            _ => {}
        }
    }
}

fn storage(file: &str, text: &str, tally: &mut Tally) {
    // Other XML is no page: it has a declaration, or an element around it that Confluence does not know.
    if text.starts_with("<?xml") || !(text.contains("<p") || text.contains("<ac:")) {
        return;
    }
    tally.storage += 1;
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return tally.unreadable.push(format!("{file}: {error}")),
    };
    let shown = document.markdown(&ReadOptions::new()).text;
    let edited = document
        .edit(&[Edit::page_markdown(shown)])
        .and_then(|edited| edited.into_storage(&AllowLoss::none()));
    match edited {
        Ok(written) if written == text => {}
        Ok(_) => tally.changed.push(file.to_owned()),
        Err(error) => tally.changed.push(format!("{file}: {error}")),
    }
}

/// A note without what it quotes, by which notes of one kind are counted together.
fn without_quotes(message: &str) -> String {
    message.split('`').enumerate().map(|(index, part)| if index % 2 == 0 { part } else { "…" }).collect()
}

fn report(tally: &Tally) {
    let list = |title: &str, entries: &[String]| {
        println!("\n{title}: {}", entries.len());
        entries.iter().for_each(|entry| println!("  {entry}"));
    };
    list("refused", &tally.refused);
    list("not stable", &tally.unstable);
    list("storage that cannot be read", &tally.unreadable);
    list("storage that is not identical", &tally.changed);
    println!("\nnotes, in {} files:", tally.noted);
    let mut notes: Vec<_> = tally.notes.iter().collect();
    notes.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    notes.iter().for_each(|(note, count)| println!("  {count} × {note}"));
    let percent = |part: usize, whole: usize| part as f64 * 100.0 / whole.max(1) as f64;
    let converted = tally.markdown - tally.refused.len();
    println!(
        "\n{} Markdown files: {converted} converted ({:.1} %), {} of them stable ({:.1} %)",
        tally.markdown,
        percent(converted, tally.markdown),
        converted - tally.unstable.len(),
        percent(converted - tally.unstable.len(), converted)
    );
    let identical = tally.storage - tally.unreadable.len() - tally.changed.len();
    println!("{} storage files: {identical} identical", tally.storage);
}
