//! Bounds on JSON: texts are cut and lists shortened until a value fits, and the value says so.

use serde_json::{Value, json};

use crate::json_size::json_size;

/// What is put beside what was cut.
const CUT: &str = "cut";
/// A row is never cut below this: it would say nothing.
const MIN_ROW: usize = 300;
/// Members and elements that an answer shows of one value: one in so many bytes.
const BYTES_FOR_EACH: usize = 24;

/// Cuts facts, written as JSON, down to about so many bytes, if they have more.
pub(crate) fn fit(facts: &mut String, max_bytes: usize) {
    if facts.len() > max_bytes {
        cut_text(facts, max_bytes, "it is too long for one answer");
    }
}

/// Cuts rows, each written as JSON, so that all of them together have about so many bytes: short ones stay as they are.
/// How one is read `whole` is said beside what was cut; a smaller limit helps where the row alone is short enough.
pub(crate) fn fit_rows(rows: &mut [String], max_bytes: usize, whole: Option<&str>) {
    if rows.is_empty() || rows.iter().map(String::len).sum::<usize>() <= max_bytes {
        return;
    }
    let share = share(rows, max_bytes).max(MIN_ROW);
    let many = rows.len() > 1;
    for row in rows.iter_mut().filter(|row| row.len() > share) {
        let how = match whole {
            Some(whole) => whole,
            None if many && row.len() <= max_bytes => "a smaller limit shows it whole",
            None if many => "a smaller limit shows more of it, and none all of it",
            None => "it is too long for one answer",
        };
        cut_text(row, share, how);
    }
}

fn cut_text(text: &mut String, max_bytes: usize, how: &str) {
    let Ok(mut value) = serde_json::from_str::<Value>(text) else { return };
    let sizes = sizes(&value);
    if shrink(&mut value, max_bytes) {
        let cut = names_of_cut(&sizes, &value);
        mark(&mut value, &format!("{cut}{how}"));
    }
    *text = value.to_string();
}

/// The members of an object, each with its size.
fn sizes(value: &Value) -> Vec<(String, usize)> {
    let members = value.as_object().into_iter().flatten();
    members.map(|(name, member)| (name.clone(), json_size(member))).collect()
}

/// Names the members that are not whole any more, as the beginning of a sentence. Of many, which are data, none is named.
fn names_of_cut(before: &[(String, usize)], now: &Value) -> String {
    const MOST: usize = 6;

    let is_cut = |(name, size): &&(String, usize)| now.get(name).map(json_size) != Some(*size);
    let names: Vec<String> = before.iter().filter(is_cut).map(|(name, _)| format!("`{name}`")).collect();
    match names.len() {
        1..=MOST => format!("not all of {} is here: ", names.join(", ")),
        _ => "not all of it is here: ".to_owned(),
    }
}

/// The most bytes of a row with which all fit: what short rows leave over is for the long ones.
fn share(rows: &[String], max_bytes: usize) -> usize {
    let mut sizes: Vec<usize> = rows.iter().map(String::len).collect();
    sizes.sort_unstable();
    let (mut left, mut share) = (max_bytes, 0);
    for (at, size) in sizes.iter().enumerate() {
        share = left / (sizes.len() - at);
        if *size > share {
            break;
        }
        left -= size;
    }
    share
}

/// Cuts a value until it fits, and says whether it had to.
fn shrink(value: &mut Value, max_bytes: usize) -> bool {
    if json_size(value) <= max_bytes {
        return false;
    }
    let mut longest = max_bytes.max(64);
    loop {
        cut(value, longest);
        if json_size(value) <= max_bytes || longest <= 16 {
            return true;
        }
        longest /= 2;
    }
}

/// Cuts texts to so many bytes, and lists and objects to a number that goes with it.
fn cut(value: &mut Value, longest: usize) {
    let most = (longest / BYTES_FOR_EACH).max(2);
    match value {
        Value::String(text) if text.len() > longest => {
            text.truncate(text.floor_char_boundary(longest));
            text.push('…');
        }
        Value::Array(items) => {
            items.truncate(most);
            items.iter_mut().for_each(|item| cut(item, longest));
        }
        Value::Object(members) => {
            // Many members are data under names that somebody made up; what a tool tells has few.
            if members.len() > most.max(32) {
                let kept = std::mem::take(members).into_iter().take(most);
                members.extend(kept);
            }
            members.values_mut().for_each(|member| cut(member, longest));
        }
        _ => {}
    }
}

fn mark(value: &mut Value, how: &str) {
    if let Some(members) = value.as_object_mut() {
        members.insert(CUT.to_owned(), json!(how));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_rows_stay_and_long_ones_share_what_is_left() {
        let long = "x".repeat(10_000);
        let row = |text: &str| json!({"text": text}).to_string();
        let mut rows = vec![row("short"), row(&long), row(&long)];
        fit_rows(&mut rows, 4_000, None);
        assert_eq!(rows[0], row("short"));
        let cut: Value = serde_json::from_str(&rows[1]).unwrap();
        assert!(cut["cut"].is_string() && cut["text"].as_str().unwrap().len() > 900, "{cut}");
        assert!(rows.iter().map(String::len).sum::<usize>() < 4_300);
    }

    #[test]
    fn what_was_cut_is_named_and_no_limit_is_advised_that_does_not_help() {
        let row =
            |bytes: usize| json!({"id": 7, "text": "x".repeat(bytes), "replies": ["short"]}).to_string();
        let told = |rows: &[usize], whole: Option<&str>| {
            let mut rows: Vec<String> = rows.iter().map(|bytes| row(*bytes)).collect();
            fit_rows(&mut rows, 4_000, whole);
            serde_json::from_str::<Value>(&rows[0]).unwrap()["cut"].as_str().unwrap().to_owned()
        };
        assert_eq!(told(&[3_000, 3_000], None), "not all of `text` is here: a smaller limit shows it whole");
        assert!(told(&[9_000, 9_000], None).ends_with("and none all of it"));
        assert_eq!(told(&[9_000], None), "not all of `text` is here: it is too long for one answer");
        assert!(told(&[9_000], Some("read it")).ends_with("is here: read it"));
    }

    #[test]
    fn whatever_is_too_long_fits_in_the_end() {
        let many: serde_json::Map<String, Value> =
            (0..20_000).map(|at| (at.to_string(), json!([1, 2, 3]))).collect();
        for value in [
            json!({"a": vec!["y".repeat(100); 50_000]}),
            json!({"value": many}),
            json!({"deep": {"deep": {"text": "ä".repeat(60_000)}}}),
        ] {
            let mut text = value.to_string();
            fit(&mut text, 5_000);
            assert!(text.len() < 5_300, "{}", text.len());
            let cut: Value = serde_json::from_str(&text).unwrap();
            assert!(cut["cut"].as_str().unwrap().contains("not all"));
        }
        let mut fine = r#"{"b":1,"a":2}"#.to_owned();
        fit(&mut fine, 5_000);
        assert_eq!(fine, r#"{"b":1,"a":2}"#, "the order is kept");
    }
}
