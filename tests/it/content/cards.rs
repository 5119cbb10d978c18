//! Smart cards beside links that lead to the same place.

use confluence_client::Deployment;
use confluence_client::content::{AllowLoss, Document, Edit, ReadOptions, WriteOptions, to_storage};

use super::{notes, storage};

fn link(look: &str) -> String {
    let card = if look.is_empty() { String::new() } else { format!(" data-card-appearance=\"{look}\"") };
    format!("<a href=\"https://e.com\"{card}>https://e.com</a>")
}

fn page_link(look: &str) -> String {
    let card = if look.is_empty() { String::new() } else { format!(" ac:card-appearance=\"{look}\"") };
    format!("<ac:link{card}><ri:page ri:content-title=\"P\" /></ac:link>")
}

fn shown(page: &str) -> String {
    let document = Document::parse(page).unwrap();
    let markdown = document.markdown(&ReadOptions::new()).text;
    let unedited = document.edit(&[Edit::page_markdown(markdown.as_str())]).unwrap();
    assert_eq!(unedited.into_storage(&AllowLoss::none()).unwrap(), page);
    markdown
}

#[test]
fn a_card_says_that_it_is_one_where_a_link_looks_like_it() {
    let both = format!("<p>{} or {}</p>", link(""), link("inline"));
    assert_eq!(shown(&both), "<https://e.com> or <https://e.com>{card=inline}\n");
    assert_eq!(shown(&format!("<p>{}</p>", link("inline"))), "<https://e.com>\n");
    let looks = format!("<p>{}</p><p>{}</p>", link("inline"), link("block"));
    assert_eq!(shown(&looks), "<https://e.com>{card=inline}\n\n<https://e.com>{card=block}\n");
    let pages = format!("<ul><li>{}</li><li>{}</li></ul>", page_link("inline"), page_link(""));
    assert_eq!(shown(&pages), "- [P](page:P){card=inline}\n- [P](page:P)\n");
    // Text that looks like it is text.
    let text = format!("<p>{}{{card=inline}} or {}</p>", link(""), link("inline"));
    assert_eq!(shown(&text), "<https://e.com>\\{card=inline} or <https://e.com>{card=inline}\n");
}

#[test]
fn each_of_the_two_is_changed_alone() {
    let (plain, card) = (link(""), link("inline"));
    let page = format!("<p>a {plain} b {card} c</p>");
    let document = Document::parse(&page).unwrap();
    let markdown = shown(&page);
    let edit = |from: &str, to: &str| {
        let edited = document.edit(&[Edit::page_markdown(markdown.replacen(from, to, 1))]).unwrap();
        let losses: Vec<String> = edited.losses.iter().map(|loss| loss.what.clone()).collect();
        (edited.storage, losses.join(", "))
    };
    let with = |from: &str, to: &str| page.replacen(from, to, 1);
    assert_eq!(edit(" b ", " **b** "), (with(" b ", " <strong>b</strong> "), String::new()));
    assert_eq!(edit("card=inline", "card=block"), (with("\"inline\"", "\"block\""), String::new()));
    assert_eq!(edit("<https://e.com> b", "<https://e.com>{card} b"), (with(&plain, &card), String::new()));
    assert_eq!(edit("{card=inline}", ""), (with(&card, &plain), "the card of https://e.com".to_owned()));
    assert_eq!(
        edit("<https://e.com> b ", "b "),
        (with(&format!("{plain} b"), "b"), "the link to https://e.com".to_owned())
    );
}

#[test]
fn cards_are_made_where_there_are_any() {
    assert_eq!(storage("<https://e.com>{card=inline}"), format!("<p>{}</p>", link("inline")));
    assert_eq!(storage("[P](page:P){card=block}"), format!("<p>{}</p>", page_link("block")));
    assert_eq!(
        storage("<a href=\"https://e.com\" data-card-appearance=\"embed\">https://e.com</a>"),
        format!("<p>{}</p>", link("embed"))
    );
    assert!(
        notes("[t](https://e.com){card=huge}")
            .contains("column 19: `huge` is not a look of a card; write one of inline, block, embed")
    );
    let options = WriteOptions::new().target(Deployment::DataCenter);
    let there = to_storage("<https://e.com>{card=inline}", &options).unwrap();
    assert_eq!(there.storage, format!("<p>{}</p>", link("")));
    assert!(there.notes[0].to_string().contains("Data Center shows no cards"), "{:?}", there.notes);
}
