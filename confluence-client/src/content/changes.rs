//! What an edit changes, for people: Markdown before and after, place by place.

use std::ops::Range;
use std::time::Duration;

use super::blocks::BlockId;
use super::document::Document;
use super::line_diff::LineDiff;
use super::render::{ReadOptions, render_blocks};
use super::splice::Splice;
use super::three_way_merge::difference;
use crate::storage::error::ContentError;
use crate::storage::text::slice;

mod unseen;

/// What is shown of all places together; a reader wants to know what happens, and not the page again.
const MOST_BYTES: usize = 6_000;

/// What is shown of one place.
const MOST_OF_ONE: usize = 2_000;

/// How long lines may be compared; after that, what is found so far is good enough to be read.
const PATIENCE: Duration = Duration::from_millis(200);

/// How much of a base may be read anew to find out what Markdown does not show of a change.
const MOST_READ: usize = 2_000_000;

/// Lines that are longer are shown around what changed in them.
const LONG_LINE: usize = 400;

/// What is shown of a long line on both sides of what changed.
const AROUND: usize = 80;

/// Stands where blocks are left out, since nothing changed in them. No page has this character.
const GAP: &str = "\u{1}\n";

/// The changes that lead from one version to another: lines with `-` are Markdown of the base, lines with `+` what comes
/// in their place. What Markdown does not show of them is shown as it is stored.
pub(crate) fn describe(base: &Document, result: &Document, splices: &[Splice]) -> String {
    if splices.is_empty() {
        return String::new();
    }
    let (before, after) = super::splice::touched(splices);
    let mut places = lines(&markdown(base, &before), &markdown(result, &after));
    let mut order: Vec<&Splice> = splices.iter().collect();
    order.sort_by_key(|splice| (splice.range.start, splice.range.end));
    if !places.is_empty() {
        order = unseen::unseen(base, &order, MOST_READ);
    }
    places.extend(order.into_iter().map(|splice| stored(base, splice)));
    listed(&places)
}

/// What leads from one version to another and Markdown does not show, as it is stored; empty where there is nothing.
pub(crate) fn unseen_between(before: &Document, after: &Document) -> Result<String, ContentError> {
    let splices = difference(before.storage(), after.storage())?;
    let order: Vec<&Splice> = splices.iter().collect();
    let unseen = unseen::unseen(before, &order, MOST_READ);
    Ok(listed(&unseen.into_iter().map(|splice| stored(before, splice)).collect::<Vec<_>>()))
}

/// The Markdown of the blocks that some ranges touch.
fn markdown(document: &Document, ranges: &[Range<usize>]) -> String {
    let touched = |&(_, id): &(usize, BlockId)| {
        let span = document.blocks.span(&document.tree, id);
        let next = ranges.partition_point(|range| range.end < span.start);
        ranges.get(next).is_some_and(|range| range.start <= span.end)
    };
    let roots: Vec<(usize, BlockId)> = document.blocks.roots().enumerate().filter(touched).collect();
    let ids: Vec<BlockId> = roots.iter().map(|&(_, id)| id).collect();
    let rendered = render_blocks(&document.tree, &document.blocks, &ids, &ReadOptions::new());
    let mut text = String::with_capacity(rendered.text.len());
    let (mut done, mut next) = (0, None);
    for (index, id) in roots {
        let at = rendered.map.block(id).start.max(done);
        if next.is_some_and(|next| next != index) {
            text.push_str(slice(&rendered.text, done..at));
            text.push_str(GAP);
            done = at;
        }
        next = Some(index + 1);
    }
    text.push_str(slice(&rendered.text, done..));
    text
}

/// The places where lines differ.
fn lines(old: &str, new: &str) -> Vec<String> {
    // A block that came before others gives them other handles, and changes nothing of them.
    let (old_bare, new_bare) = (without_handles(old), without_handles(new));
    let diff = LineDiff::new(&old_bare, &new_bare, PATIENCE);
    let (mut olds, mut news) = (old.split_inclusive('\n'), new.split_inclusive('\n'));
    let mut places: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
    let mut is_open = false;
    for (sign, bare) in diff.lines() {
        let was = if sign == '+' { None } else { olds.next() };
        let is = if sign == '-' { None } else { news.next() };
        let line = was.or(is).unwrap_or_default();
        debug_assert_eq!(without_handles(line), bare);
        if sign == ' ' || line == GAP {
            is_open &= line.trim().is_empty() && line != GAP;
            continue;
        }
        let line = line.trim_end_matches('\n');
        if line.is_empty() {
            continue;
        }
        if !std::mem::replace(&mut is_open, true) {
            places.push((Vec::new(), Vec::new()));
        }
        if let Some((gone, come)) = places.last_mut() {
            if sign == '-' { gone.push(line) } else { come.push(line) }
        }
    }
    places.into_iter().map(|(gone, come)| place(&gone, &come)).collect()
}

/// Lines without the handles in them.
pub(crate) fn without_handles(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("{#b") {
        let left = behind.trim_start_matches(|sign: char| sign.is_ascii_digit());
        let is_handle = left.len() < behind.len() && left.starts_with(['}', ' ']);
        match left.strip_prefix('}').filter(|_| is_handle) {
            Some(left) => {
                bare.push_str(before.strip_suffix(' ').unwrap_or(before));
                rest = left;
            }
            None => {
                bare.push_str(before);
                bare.push_str(if is_handle { "{" } else { "{#b" });
                rest = if is_handle { left.strip_prefix(' ').unwrap_or(left) } else { behind };
            }
        }
    }
    bare.push_str(rest);
    bare
}

/// What was comes before what is.
fn place(gone: &[&str], come: &[&str]) -> String {
    let paired = gone.len() == come.len();
    let signed = |sign: char, lines: &[&str], others: &[&str]| -> String {
        let shown = lines.iter().enumerate().map(|(index, line)| {
            let line = match others.get(index).filter(|_| paired && line.len() > LONG_LINE) {
                Some(other) => changed_part(line, other),
                None => (*line).to_owned(),
            };
            format!("{sign}{line}\n")
        });
        shown.collect()
    };
    signed('-', gone, come) + &signed('+', come, gone)
}

/// A long line around what it does not have in common with another one.
fn changed_part(line: &str, other: &str) -> String {
    let before = line.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let rest = line.len().min(other.len()) - before;
    let same = line.bytes().rev().zip(other.bytes().rev()).take(rest);
    let behind = same.take_while(|(one, other)| one == other).count();
    let start = line.floor_char_boundary(before.saturating_sub(AROUND));
    let end = line.ceil_char_boundary((line.len() - behind + AROUND).min(line.len()));
    let (lead, tail) = (if start > 0 { "..." } else { "" }, if end < line.len() { "..." } else { "" });
    format!("{lead}{}{tail}", slice(line, start..end))
}

/// A change as it is stored, with the tags that it stands between.
fn stored(base: &Document, splice: &Splice) -> String {
    let storage = base.storage();
    let range = &splice.range;
    let (mut start, mut end) = (range.start, range.end);
    if !slice(storage, range.clone()).contains(['<', '>']) && !splice.text.contains(['<', '>']) {
        start = slice(storage, ..start).rfind('<').filter(|&open| start - open < AROUND).unwrap_or(start);
        let close = slice(storage, end..).find('>').filter(|&close| close < AROUND);
        end = close.map_or(end, |close| end + close + 1);
    }
    let old = slice(storage, start..end);
    let new = [slice(storage, start..range.start), &splice.text, slice(storage, range.end..end)].concat();
    let signed =
        |sign: char, text: &str| text.lines().map(|line| format!("{sign}{line}\n")).collect::<String>();
    signed('-', old) + &signed('+', &new)
}

/// As many places as there is room for, and how many there are.
fn listed(places: &[String]) -> String {
    let count = places.len();
    let mut text = String::new();
    for (index, place) in places.iter().enumerate() {
        let place = cut(place);
        if index > 0 && text.len() + place.len() > MOST_BYTES {
            text.push_str(&format!("{count} places, the first {index} shown\n"));
            break;
        }
        text.push_str(&format!("@@ {} of {count} @@\n{place}", index + 1));
    }
    text
}

fn cut(place: &str) -> String {
    if place.len() <= MOST_OF_ONE {
        return place.to_owned();
    }
    let end = place.floor_char_boundary(MOST_OF_ONE);
    format!("{}...\n({} more bytes of this place)\n", slice(place, ..end), place.len() - end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::edit::Edit;

    #[test]
    fn other_handles_are_no_change() {
        let cell = |text: &str| format!("<ac:layout-cell>{text}</ac:layout-cell>");
        let section = format!(
            "<ac:layout-section ac:type=\"two_equal\">{}{}</ac:layout-section>",
            cell("<p>a</p>"),
            cell("<p>b</p>")
        );
        let page = Document::parse(&format!("<ac:layout>{section}</ac:layout>")).unwrap();
        let edited = page.edit(&[Edit::insert_after("#b4".parse().unwrap(), "new")]).unwrap();
        assert_eq!(edited.diff, "@@ 1 of 1 @@\n+new\n");
        let edited = page.edit(&[Edit::insert_after("#b4".parse().unwrap(), "::toc")]).unwrap();
        assert_eq!(edited.diff, "@@ 1 of 1 @@\n+::toc{#b5}\n");
    }

    #[test]
    fn what_is_no_handle_stays_in_the_line() {
        assert_eq!(without_handles("a{#b12} {#b3 k=v} {#b} {#bx} {#b4,5}"), "a {k=v} {#b} {#bx} {#b4,5}");
    }
}
