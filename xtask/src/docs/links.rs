//! Links between documents: every file and every anchor that one names is there.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    REPOSITORY, SOURCES,
    files::{included, read, resolved},
};
use crate::{Result, step::root};

/// Documents whose links are checked: those that people read as files. What is part of the documentation of a crate is
/// checked by rustdoc, and fixtures of tests are no documents.
fn is_document(file: &str) -> bool {
    file.ends_with(".md") && !file.contains("/src/") && !file.starts_with("tests/")
}

/// Links that lead nowhere.
pub(super) fn faults(files: &[String]) -> Result<Vec<String>> {
    let mut anchors: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut texts = BTreeMap::new();
    for file in files.iter().filter(|file| is_document(file)) {
        let text = with_included(file)?;
        anchors.insert(file.clone(), anchors_of(&text));
        texts.insert(file.clone(), read(file)?);
    }
    let mut found = Vec::new();
    for (file, text) in &texts {
        for (line, target) in links(text) {
            if let Some(fault) = fault(file, &target, &anchors) {
                found.push(format!("{file}:{line}: {fault}"));
            }
        }
    }
    Ok(found)
}

fn with_included(file: &str) -> Result<String> {
    let text = read(file)?;
    let mut whole = String::new();
    for line in text.lines() {
        let file_there = included(line).and_then(|target| resolved(file, target));
        match file_there.filter(|path| file.starts_with(SOURCES) && root().join(path).exists()) {
            Some(path) => whole.push_str(&read(&path)?),
            None => whole.push_str(line),
        }
        whole.push('\n');
    }
    Ok(whole)
}

fn fault(file: &str, target: &str, anchors: &BTreeMap<String, BTreeSet<String>>) -> Option<String> {
    let own = target.strip_prefix(REPOSITORY);
    if own.is_none() && (target.contains("://") || target.starts_with("mailto:")) {
        return None;
    }
    let (path, anchor) = own.unwrap_or(target).split_once('#').unwrap_or((own.unwrap_or(target), ""));
    let path = match (path, own) {
        ("", None) => file.to_owned(),
        (path, Some(_)) => path.to_owned(),
        (path, None) => match resolved(file, path) {
            Some(path) => path,
            None => return Some(format!("the link to `{target}` leads out of the repository")),
        },
    };
    if !root().join(&path).exists() {
        return Some(format!("the link to `{target}` leads to {path}, which is not there"));
    }
    let known = anchors.get(&path)?;
    (!anchor.is_empty() && !known.contains(anchor))
        .then(|| format!("the link to `{target}`: {path} has no heading of that name"))
}

/// The lines outside of fenced blocks, with their numbers, and without code.
fn prose(text: &str) -> impl Iterator<Item = (usize, String)> {
    let mut fence: Option<String> = None;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let trimmed = line.trim_start();
        let marks: String = trimmed.chars().take_while(|c| *c == '`' || *c == '~').collect();
        match &fence {
            Some(open) if trimmed.trim_end() == *open => fence = None,
            Some(_) => {}
            None if marks.len() >= 3 => fence = Some(marks),
            None => return Some((index + 1, line.to_owned())),
        }
        None
    })
}

/// The targets of the links of a text, each with its line.
pub(super) fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in prose(text) {
        let line = without_code(&line);
        for rest in line.split("](").skip(1) {
            let target = rest.split([')', ' ']).next().unwrap_or_default();
            found.push((number, target.trim_matches(['<', '>']).to_owned()));
        }
        let definition = line.strip_prefix('[').and_then(|rest| rest.split_once("]: "));
        found.extend(definition.map(|(_, target)| (number, target.trim().to_owned())));
    }
    found
}

fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// The anchors of a text: its headings, and those that it sets itself.
fn anchors_of(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, line) in prose(text) {
        if let Some(heading) =
            line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#'))
        {
            let anchor = slug(heading);
            let again = (1..).map(|count| format!("{anchor}-{count}"));
            let free = std::iter::once(anchor.clone()).chain(again).find(|name| !found.contains(name));
            found.extend(free);
        }
        for rest in line.split("id=\"").skip(1) {
            found.extend(rest.split_once('"').map(|(name, _)| name.to_owned()));
        }
    }
    found
}

/// The anchor of a heading, as GitHub and mdBook make it.
pub(super) fn slug(heading: &str) -> String {
    let kept = |c: char| match c {
        ' ' => Some('-'),
        c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c.to_ascii_lowercase()),
        _ => None,
    };
    heading.trim().chars().filter_map(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_in_code_are_none() {
        let text = "[a](b.md) `[c](d)` and [e](f.md#g)\n```sh\n[h](i)\n```\n[j]: k.md\n";
        let targets: Vec<String> = links(text).into_iter().map(|(_, target)| target).collect();
        assert_eq!(targets, ["b.md", "f.md#g", "k.md"]);
    }

    #[test]
    fn headings_are_anchors() {
        let text =
            "# Cloud: OAuth 2.0\n## `serve` & more\n## Again\n## Again\n<a id=\"own\"></a>\n```\n# no\n```\n";
        let expected = ["again", "again-1", "cloud-oauth-20", "own", "serve--more"];
        assert_eq!(anchors_of(text).into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_link_that_leads_nowhere_is_named() {
        let anchors = BTreeMap::from([("README.md".to_owned(), anchors_of("# Here\n"))]);
        assert_eq!(fault("README.md", "#here", &anchors), None);
        assert_eq!(fault("confluence-mcp/README.md", "../README.md#here", &anchors), None);
        assert_eq!(fault("README.md", &format!("{REPOSITORY}README.md#here"), &anchors), None);
        assert_eq!(fault("README.md", "https://elsewhere.example/x#y", &anchors), None);
        let gone = fault("README.md", "nowhere.md", &anchors).unwrap();
        assert!(gone.contains("nowhere.md, which is not there"), "{gone}");
        let gone = fault("README.md", &format!("{REPOSITORY}README.md#there"), &anchors).unwrap();
        assert!(gone.contains("no heading"), "{gone}");
        assert!(fault("README.md", "../../x.md", &anchors).unwrap().contains("out of the repository"));
    }
}
