//! Lists of an odd make, made up at random: what is shown of them is read as they are, so that a word changes alone.

use confluence_client::content::{Document, Edit, ReadOptions};
use proptest::prelude::*;

use super::edited;
use super::generator::config;

/// Stands for a word that a page has once.
const WORD: &str = "§";

fn several(inner: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop::collection::vec(inner, 1..4).prop_map(|parts| parts.concat())
}

fn blocks() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        3 => Just(format!("<p>{WORD}</p>")),
        1 => Just(format!("<ul><li>{WORD}</li></ul>")),
        1 => Just(format!("<ol start=\"3\"><li>{WORD}</li></ol>")),
        1 => Just(format!("<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[{WORD}]]></ac:plain-text-body></ac:structured-macro>")),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let inside = prop_oneof![
            Just(WORD.to_owned()),
            inner.clone().prop_map(|block| format!("{WORD}{block}")),
            several(inner.clone()),
        ];
        let item = inside.clone().prop_map(|inside| format!("<li>{inside}</li>"));
        let task = inside.prop_map(|inside| {
            format!("<ac:task><ac:task-status>incomplete</ac:task-status><ac:task-body>{inside}</ac:task-body></ac:task>")
        });
        let tasks = |inner: BoxedStrategy<String>| inner.prop_map(|inside| format!("<ac:task-list>{inside}</ac:task-list>"));
        let entry = prop_oneof![3 => item, 1 => inner.clone()];
        let nested = tasks(several(task.clone()).boxed());
        let of_tasks = prop_oneof![3 => task, 1 => nested];
        prop_oneof![
            several(entry.clone()).prop_map(|items| format!("<ul>{items}</ul>")),
            several(entry).prop_map(|items| format!("<ol>{items}</ol>")),
            tasks(several(of_tasks).boxed()),
            several(inner).prop_map(|blocks| format!("<div>{blocks}</div>")),
        ]
    })
}

/// A page whose words are all different, and how many there are.
fn page() -> impl Strategy<Value = (String, usize)> {
    several(blocks()).prop_map(|storage| {
        let mut parts = storage.split(WORD);
        let mut page = parts.next().unwrap_or_default().to_owned();
        let mut count = 0;
        for part in parts {
            page.push_str(&format!("w{count}w{part}"));
            count += 1;
        }
        (page, count)
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_word_of_an_odd_list_changes_alone((storage, words) in page()) {
        let document = Document::parse(&storage).unwrap();
        let shown = document.markdown(&ReadOptions::new()).text;
        for word in (0..words).map(|number| format!("w{number}w")) {
            let changed = edited(&document, &[Edit::page_markdown(shown.replace(&word, "other"))]);
            prop_assert_eq!(changed, storage.replace(&word, "other"), "{}\n{}", word, shown);
        }
    }

    #[test]
    fn an_odd_list_is_read_as_it_is_shown((storage, _) in page()) {
        // A list of tasks that is a task of another one is read as that of a plain item: lists end elsewhere then.
        let has_tasks_in_tasks = ["<ac:task-list><ac:task-list>", "</ac:task><ac:task-list>", "</ac:task-list><ac:task>"]
            .iter()
            .any(|nested| storage.contains(nested));
        prop_assume!(!has_tasks_in_tasks);
        let shown = Document::parse(&storage).unwrap().markdown(&ReadOptions::new()).text;
        let again = Document::parse(&super::storage(&shown)).unwrap().markdown(&ReadOptions::new()).text;
        // How far blocks stand apart is all that an element around some of them says.
        let lines = |text: &str| -> Vec<String> {
            text.lines().filter(|line| !line.is_empty()).map(|line| line.replace("* ", "- ")).collect()
        };
        prop_assert_eq!(lines(&again), lines(&shown), "{}", storage);
    }
}
