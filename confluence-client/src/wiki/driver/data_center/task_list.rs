//! Task lists in the storage format.

use crate::storage::seen::text_of;

/// A task in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found<'a> {
    /// Its number on the page.
    pub(super) number: &'a str,
    /// Whether it is done.
    pub(super) done: bool,
    /// Where the word that says so stands, and how long it is.
    status: (usize, usize),
    body: &'a str,
}

const NUMBER: (&str, &str) = ("<ac:task-id>", "</ac:task-id>");
const STATUS: (&str, &str) = ("<ac:task-status>", "</ac:task-status>");
const BODY: (&str, &str) = ("<ac:task-body>", "</ac:task-body>");

/// The tasks of a body, nested ones after those they are in.
pub(super) fn tasks(storage: &str) -> impl Iterator<Item = Found<'_>> {
    storage.match_indices(NUMBER.0).filter_map(|(at, _)| one(storage, at))
}

fn one(storage: &str, at: usize) -> Option<Found<'_>> {
    let number = between(storage, at, NUMBER)?;
    let status = between(storage, number.1, STATUS)?;
    let word = storage.get(status.0..status.1)?;
    let body = storage.get(status.1..).and_then(|rest| rest.split_once(BODY.0)).map_or("", |(_, rest)| rest);
    let body = body.split(BODY.1).next().unwrap_or(body);
    Some(Found {
        number: storage.get(number.0..number.1)?.trim(),
        done: word.trim() == "complete",
        status: (status.0, word.len()),
        // A nested list begins before the body ends, and is no part of what this task says.
        body: body.split("<ac:task-list").next().unwrap_or(body),
    })
}

fn between(storage: &str, from: usize, (open, close): (&str, &str)) -> Option<(usize, usize)> {
    let begin = from + storage.get(from..)?.find(open)? + open.len();
    let end = begin + storage.get(begin..)?.find(close)?;
    Some((begin, end))
}

/// The body with one task done or not done; every other byte stays.
pub(super) fn ticked(storage: &str, task: Found<'_>, done: bool) -> String {
    let mut changed = storage.to_owned();
    let (at, length) = task.status;
    changed.replace_range(at..at + length, if done { "complete" } else { "incomplete" });
    changed
}

impl<'a> Found<'a> {
    pub(super) fn text(&self) -> String {
        text_of(self.body).trim().to_owned()
    }

    pub(super) fn assignee(&self) -> Option<&'a str> {
        attribute(self.body, "ri:userkey")
    }

    pub(super) fn due(&self) -> Option<&'a str> {
        attribute(self.body, "datetime")
    }
}

fn attribute<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = body.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "<p>x</p><ac:task-list>\
        <ac:task><ac:task-id>7</ac:task-id><ac:task-status>incomplete</ac:task-status>\
        <ac:task-body><ac:link><ri:user ri:userkey=\"k1\" /></ac:link> Ship &amp; tell <time datetime=\"2026-12-24\" />\
        <ac:task-list><ac:task><ac:task-id>8</ac:task-id><ac:task-status>complete</ac:task-status>\
        <ac:task-body>Inner</ac:task-body></ac:task></ac:task-list></ac:task-body></ac:task></ac:task-list>";

    #[test]
    fn tasks_are_read_with_who_and_when() {
        let found: Vec<_> = tasks(LIST).collect();
        assert_eq!(
            found.iter().map(|task| (task.number, task.done)).collect::<Vec<_>>(),
            [("7", false), ("8", true)]
        );
        assert_eq!(
            (found[0].text().as_str(), found[1].text().as_str()),
            ("@k1 Ship & tell 2026-12-24", "Inner")
        );
        assert_eq!((found[0].assignee(), found[0].due()), (Some("k1"), Some("2026-12-24")));
        assert_eq!(tasks("<ac:task-id>1").count(), 0);
    }

    #[test]
    fn only_the_word_changes() {
        let first = tasks(LIST).next().unwrap();
        let changed = ticked(LIST, first, true);
        assert_eq!(changed, LIST.replacen(">incomplete<", ">complete<", 1));
        assert_eq!(ticked(&changed, tasks(&changed).next().unwrap(), false), LIST);
    }
}
