//! What an edit changes, for people: Markdown before and after, place by place.

use std::ops::Range;
use std::time::Duration;

use super::blocks::BlockId;
use super::document::Document;
use super::line_diff::LineDiff;
use super::render::{ReadOptions, render_blocks};
use super::splice::Splice;
use crate::storage::text::slice;

/// What is shown of all places together; a reader wants to know what happens, and not the page again.
const MOST_BYTES: usize = 6_000;

/// What is shown of one place.
const MOST_OF_ONE: usize = 2_000;

/// How long lines may be compared; after that, what is found so far is good enough to be read.
const PATIENCE: Duration = Duration::from_millis(200);

/// The changes that lead from one version to another: lines with `-` are Markdown of the base, lines with `+` what comes
/// in their place. What Markdown does not show of them is shown as it is stored.
pub(crate) fn describe(base: &Document, result: &Document, splices: &[Splice]) -> String {
    if splices.is_empty() {
        return String::new();
    }
    let (before, after) = super::splice::touched(splices);
    let old = markdown(base, &before);
    let new = markdown(result, &after);
    let places = if old == new { stored(base, splices) } else { lines(&old, &new) };
    listed(&places)
}

/// The Markdown of the blocks that some ranges touch.
fn markdown(document: &Document, ranges: &[Range<usize>]) -> String {
    let touched = |&id: &BlockId| {
        let span = document.blocks.span(&document.tree, id);
        let next = ranges.partition_point(|range| range.end < span.start);
        ranges.get(next).is_some_and(|range| range.start <= span.end)
    };
    let roots: Vec<BlockId> = document.blocks.roots().filter(touched).collect();
    render_blocks(&document.tree, &document.blocks, &roots, &ReadOptions::new()).text
}

/// The places where lines differ.
fn lines(old: &str, new: &str) -> Vec<String> {
    let diff = LineDiff::new(old, new, PATIENCE);
    let mut places: Vec<String> = Vec::new();
    let mut is_open = false;
    for (sign, line) in diff.lines() {
        if sign == ' ' {
            is_open &= line.trim().is_empty();
            continue;
        }
        let line = line.trim_end_matches('\n');
        if line.is_empty() {
            continue;
        }
        if !std::mem::replace(&mut is_open, true) {
            places.push(String::new());
        }
        if let Some(place) = places.last_mut() {
            place.push_str(&format!("{sign}{line}\n"));
        }
    }
    // Within a place, what was comes before what is.
    for place in &mut places {
        let (old, new): (Vec<&str>, Vec<&str>) =
            place.split_inclusive('\n').partition(|line| line.starts_with('-'));
        *place = old.concat() + &new.concat();
    }
    places
}

/// The places as they are stored, for changes that Markdown does not show.
fn stored(base: &Document, splices: &[Splice]) -> Vec<String> {
    let mut order: Vec<&Splice> = splices.iter().collect();
    order.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let place = |splice: &&Splice| {
        let old = slice(base.storage(), splice.range.clone());
        let signed =
            |sign: char, text: &str| text.lines().map(|line| format!("{sign}{line}\n")).collect::<String>();
        signed('-', old) + &signed('+', &splice.text)
    };
    order.iter().map(place).collect()
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
