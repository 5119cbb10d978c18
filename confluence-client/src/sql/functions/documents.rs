//! Functions of XML, of hashes, and of text by patterns.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};
use sha2::{Digest as _, Sha256, Sha512};

use super::matching::check_length;
use super::{FLAGS, date_patterns, number_patterns, real, text};
use crate::sql::time::{self, Zone};

pub(super) const NAMES: &[&str] = &["format_value", "hashbytes", "strtodate", "xml_extract"];

fn wrong(said: impl Into<String>) -> Error {
    Error::UserFunctionError(said.into().into())
}

pub(super) fn register(connection: &Connection, zone: &Zone) -> Result<()> {
    for arguments in [2, 3] {
        let zone = zone.clone();
        connection.create_scalar_function("format_value", arguments, FLAGS, move |it| {
            let (Some(given), Some(first)) = (text(it, 0), text(it, 1)) else { return Ok(None) };
            if arguments == 2 {
                let number = matches!(it.get_raw(0), ValueRef::Integer(_) | ValueRef::Real(_));
                let at = if number { None } else { zone.read(&given) };
                return formatted(&given, at, real(it, 0), &first).map(Some).map_err(wrong);
            }
            let Some(pattern) = text(it, 2) else { return Ok(None) };
            let read = parsed(&given, &first, &pattern).map_err(wrong)?;
            read.map(|at| date_patterns::written(at, &pattern)).transpose().map_err(wrong)
        })?;
    }
    connection.create_scalar_function("strtodate", 2, FLAGS, |it| {
        let (Some(given), Some(pattern)) = (text(it, 0), text(it, 1)) else { return Ok(None) };
        Ok(date_patterns::read(&given, &pattern).map_err(wrong)?.map(time::text))
    })?;
    connection.create_scalar_function("hashbytes", 2, FLAGS, |it| {
        let (Some(algorithm), Some(given)) = (text(it, 0), text(it, 1)) else { return Ok(None) };
        hash(&algorithm, given.as_bytes()).map(Some).map_err(wrong)
    })?;
    for arguments in [2, 3] {
        connection.create_scalar_function("xml_extract", arguments, FLAGS, move |it| {
            let (Some(document), Some(path)) = (text(it, 0), text(it, 1)) else { return Ok(None) };
            let divider = if arguments == 3 { text(it, 2).unwrap_or_default() } else { ",".to_owned() };
            let found = extract(&document, &Path::read(&path).map_err(wrong)?).map_err(wrong)?;
            let length = found.iter().map(|part| part.len().saturating_add(divider.len()));
            check_length(length.fold(0, usize::saturating_add))?;
            Ok((!found.is_empty()).then(|| found.join(&divider)))
        })?;
    }
    Ok(())
}

fn formatted(
    given: &str,
    at: Option<jiff::civil::DateTime>,
    number: Option<f64>,
    pattern: &str,
) -> std::result::Result<String, String> {
    match (at, number) {
        (Some(at), _) => date_patterns::written(at, pattern),
        (None, Some(number)) if number.is_finite() => number_patterns::written(number, pattern),
        _ => Err(format!(
            "FORMAT takes a point in time or a number and a pattern, such as FORMAT(CreatedDate, 'dd.MM.yyyy') or \
             FORMAT(FileSize, '#,##0'): '{}' is neither",
            given.chars().take(40).collect::<String>()
        )),
    }
}

/// `FORMAT(value, pattern that it has, pattern that it is to have)`.
fn parsed(
    given: &str,
    first: &str,
    second: &str,
) -> std::result::Result<Option<jiff::civil::DateTime>, String> {
    if is_culture(second) {
        return Err(format!(
            "FORMAT takes no culture such as '{second}': write a pattern, such as '#,##0.00'"
        ));
    }
    date_patterns::read(given, first)
}

/// `en-US`.
fn is_culture(text: &str) -> bool {
    text.split_once('-').is_some_and(|(language, region)| {
        [language, region]
            .iter()
            .all(|part| part.len() == 2 && part.bytes().all(|letter| letter.is_ascii_alphabetic()))
    })
}

fn hash(algorithm: &str, bytes: &[u8]) -> std::result::Result<String, String> {
    let hex =
        |digest: &[u8]| format!("0x{}", digest.iter().map(|byte| format!("{byte:02X}")).collect::<String>());
    match algorithm.to_ascii_uppercase().as_str() {
        "SHA2_256" | "SHA256" | "SHA-256" => Ok(hex(&Sha256::digest(bytes))),
        "SHA2_512" | "SHA512" | "SHA-512" => Ok(hex(&Sha512::digest(bytes))),
        _ => Err(format!("HASHBYTES has no {algorithm}: it has SHA2_256 and SHA2_512")),
    }
}

/// A path into XML: names below each other, and at its end an attribute or nothing.
struct Path {
    /// Each with whether anything may stand between it and what is above it.
    steps: Vec<(bool, String)>,
    attribute: Option<String>,
}

impl Path {
    fn read(text: &str) -> std::result::Result<Self, String> {
        let shape = "XML_EXTRACT takes a path such as '/table/tr/td', '//ri:page/@ri:content-title' or '//*'";
        let mut steps = Vec::new();
        let mut attribute = None;
        let mut anywhere = false;
        for (place, name) in text.trim_end_matches('/').split('/').enumerate() {
            match name {
                "" if place == 0 => {}
                "" => anywhere = true,
                "text()" => {}
                _ if attribute.is_some() => {
                    return Err(format!("{shape}, in which an attribute is the last"));
                }
                _ if name.contains(['[', ']', '(', ')', '=', '|', '.']) => {
                    return Err(format!("{shape}; {name} is not a name"));
                }
                _ => match name.strip_prefix('@') {
                    Some(name) => attribute = Some(name.to_owned()),
                    None => {
                        // A path that does not begin with a slash begins anywhere.
                        let free = place == 0 || std::mem::take(&mut anywhere);
                        steps.push((free, name.to_owned()));
                    }
                },
            }
        }
        if steps.is_empty() {
            return Err(shape.to_owned());
        }
        // `matches` takes the product of their numbers.
        if steps.len() > 20 {
            return Err("XML_EXTRACT takes a path of at most 20 names".to_owned());
        }
        Ok(Self { steps, attribute })
    }

    /// Whether these names, from the outermost to the innermost, end where the path does.
    fn matches(&self, names: &[String]) -> bool {
        fits(&self.steps, names)
    }
}

fn fits(steps: &[(bool, String)], names: &[String]) -> bool {
    // For each end of the names so far, whether the steps so far can end there.
    let mut reached: Vec<bool> = std::iter::once(true).chain(names.iter().map(|_| false)).collect();
    for (anywhere, step) in steps {
        let mut next = vec![false; reached.len()];
        let mut above = false;
        for (at, name) in names.iter().enumerate() {
            let before = reached.get(at).copied().unwrap_or_default();
            above |= before;
            let here = if *anywhere { above } else { before };
            if here
                && (step == "*" || step == name)
                && let Some(next) = next.get_mut(at + 1)
            {
                *next = true;
            }
        }
        reached = next;
    }
    reached.last().copied().unwrap_or_default()
}

/// What a path leads to, in order: the text in elements, or the values of an attribute.
fn extract(document: &str, path: &Path) -> std::result::Result<Vec<String>, String> {
    /// Deeper than any page, and shallow enough to compare every element with the path.
    const DEEPEST: usize = 200;
    let mut reader = Reader::from_str(document);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_dangling_amp = true;
    let (mut names, mut found, mut open): (Vec<String>, Vec<String>, Vec<(usize, usize)>) =
        Default::default();
    loop {
        match reader.read_event().map_err(|error| format!("XML_EXTRACT cannot read the XML: {error}"))? {
            Event::Start(tag) => {
                names.push(name_of(&tag));
                if names.len() > DEEPEST {
                    return Err(format!("XML_EXTRACT reads elements {DEEPEST} deep, and no deeper"));
                }
                begin(&tag, path, &names, &mut found, &mut open);
            }
            Event::Empty(tag) => {
                names.push(name_of(&tag));
                begin(&tag, path, &names, &mut found, &mut open);
                end(&mut names, &mut open);
            }
            Event::End(_) => end(&mut names, &mut open),
            Event::Text(part) => put(&part, &mut found, &open),
            Event::CData(part) => put(&part, &mut found, &open),
            Event::GeneralRef(entity) => {
                let named = format!("&{};", &*entity);
                put(&crate::storage::text::decode(&named), &mut found, &open);
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

fn name_of(tag: &BytesStart<'_>) -> String {
    tag.name().as_ref().to_owned()
}

fn begin(
    tag: &BytesStart<'_>,
    path: &Path,
    names: &[String],
    found: &mut Vec<String>,
    open: &mut Vec<(usize, usize)>,
) {
    if !path.matches(names) {
        return;
    }
    match &path.attribute {
        None => {
            open.push((names.len(), found.len()));
            found.push(String::new());
        }
        Some(wanted) => {
            let mut attributes = tag.attributes();
            let value = attributes.with_checks(false).flatten().find(|one| one.key.as_ref() == wanted);
            found.extend(value.map(|one| crate::storage::text::decode(&one.value).into_owned()));
        }
    }
}

fn end(names: &mut Vec<String>, open: &mut Vec<(usize, usize)>) {
    if open.last().is_some_and(|(depth, _)| *depth == names.len()) {
        open.pop();
    }
    names.pop();
}

/// Text belongs to the innermost element that the path leads to.
fn put(text: &str, found: &mut [String], open: &[(usize, usize)]) {
    if let Some(into) = open.last().and_then(|(_, at)| found.get_mut(*at)) {
        into.push_str(text);
    }
}
