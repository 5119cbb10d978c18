//! What an edit of a line or a macro leaves as it is stored.

use crate::content::{AllowLoss, Document, Edit, Edited, ReadOptions};

pub(super) fn edited(storage: &str, old: &str, new: &str) -> Edited {
    let document = Document::parse(storage).unwrap();
    let markdown = document.markdown(&ReadOptions::new()).text;
    assert!(markdown.contains(old), "{markdown}");
    document.edit(&[Edit::page_markdown(markdown.replacen(old, new, 1))]).unwrap()
}

fn stored(storage: &str, old: &str, new: &str) -> String {
    edited(storage, old, new).into_storage(&AllowLoss::none()).unwrap()
}

const LINE: &str = "<p>Word one <span style=\"color: red;\">red&nbsp;part</span> and <s>old</s> or &hellip; target here, \
                    then <s>gone</s> &mdash; last.</p>";

#[test]
fn the_ends_of_a_line_keep_their_bytes_where_its_middle_is_written_anew() {
    let expected = LINE.replace("target", "<strong>aim</strong>");
    assert_eq!(stored(LINE, "target", "**aim**"), expected);
    let replaced = Document::parse(LINE).unwrap();
    let replaced = replaced.edit(&[Edit::replace_text("target", "**aim**").markdown()]).unwrap();
    assert_eq!(replaced.storage, expected);
    for (old, new, (from, to)) in [
        ("Word one", "**Word** one", ("Word one", "<strong>Word</strong> one")),
        ("last.", "last *one*.", ("last.", "last <em>one</em>.")),
        ("here,", "here, `code` too,", ("here,", "here, <code>code</code> too,")),
        ("target ", "", ("target ", "")),
    ] {
        assert_eq!(stored(LINE, old, new), LINE.replace(from, to), "{new}");
    }
    let image = "<p>a&nbsp;b <ac:image><ri:url ri:value=\"https://e.com/i.png\" /></ac:image> c d&nbsp;e</p>";
    assert_eq!(stored(image, " c d", " **c** d"), image.replace(" c d", " <strong>c</strong> d"));
    let twins = "<p>x y x y x&nbsp;y</p>";
    assert_eq!(stored(twins, "x y x", "x **y** x"), twins.replacen("x y x", "x <strong>y</strong> x", 1));
}

#[test]
fn a_comment_in_the_ends_of_a_line_stays_and_one_in_the_middle_goes_with_its_words() {
    let marked =
        |text: &str| format!("<ac:inline-comment-marker ac:ref=\"r\">{text}</ac:inline-comment-marker>");
    let line = |first: &str, last: &str| format!("<p>one {first} three four {last} six&nbsp;seven</p>");
    assert_eq!(
        stored(&line(&marked("two"), "five"), "four", "**four**"),
        line(&marked("two"), "five").replace("four", "<strong>four</strong>")
    );
    assert_eq!(
        stored(&line("two", &marked("five")), "five", "**so** five"),
        line("two", &format!("<strong>so</strong> {}", marked("five")))
    );
}

#[test]
fn the_blank_beside_a_macro_with_a_body_stays() {
    let excerpt = "<ac:structured-macro ac:name=\"excerpt\"><ac:parameter \
                   ac:name=\"atlassian-macro-output-type\">INLINE</ac:parameter><ac:rich-text-body><p>gist</p>\
                   </ac:rich-text-body></ac:structured-macro>";
    let line = |before: &str, after: &str| format!("<p>{before} {excerpt} {after}</p>");
    assert_eq!(
        stored(&line("alpha", "omega"), "omega", "**omega** x"),
        line("alpha", "<strong>omega</strong> x")
    );
    assert_eq!(
        stored(&line("alpha", "omega"), "alpha", "**alpha** x"),
        line("<strong>alpha</strong> x", "omega")
    );
}

#[test]
fn a_comment_stays_on_its_words_and_takes_no_signs_behind_them() {
    let marked = |before: &str, words: &str, after: &str| {
        format!(
            "<p>{before}<ac:inline-comment-marker ac:ref=\"r\">{words}</ac:inline-comment-marker>{after}</p>"
        )
    };
    for (old, new, expected) in [
        ("docker", "podman or docker,", marked("Use podman or ", "docker", ", for it.")),
        ("docker", "\u{201c}docker\u{201d}", marked("Use \u{201c}", "docker", "\u{201d} for it.")),
    ] {
        let edited = edited(&marked("Use ", "docker", " for it."), old, new);
        assert_eq!(edited.storage, expected);
        assert!(edited.notes.is_empty() && edited.losses.is_empty(), "{edited:?}");
    }
    let keys = marked("The ", "key", " and the key.");
    let keys = edited(&keys, "The key and the key.", "A key, the key and the other key.");
    assert_eq!(keys.storage, marked("A ", "key", ", the key and the other key."));
}

#[test]
fn a_card_with_a_text_of_its_own_is_a_link() {
    let card = "<p>See <a href=\"https://e.com/card\" data-card-appearance=\"inline\">https://e.com/card</a> now.</p>";
    let document = Document::parse(card).unwrap();
    let markdown = document.markdown(&ReadOptions::new()).text;
    let link = markdown.trim().trim_start_matches("See ").trim_end_matches(" now.").to_owned();
    assert_eq!(
        stored(card, &link, "[the design](https://e.com/card)"),
        "<p>See <a href=\"https://e.com/card\">the design</a> now.</p>"
    );
    assert_eq!(stored(card, "now", "soon"), card.replace("now", "soon"));
}

#[test]
fn twins_that_differ_in_a_blank_show_no_change_where_there_is_none() {
    let page = "<table><tbody><tr><td><ul><li><p>e.g.:</p><ul></ul></li></ul></td></tr></tbody></table>\
                <table><tbody><tr><td><ul><li><p>e.g.: </p><ul><li><p>ec2-user</p></li></ul></li></ul></td></tr>\
                </tbody></table>";
    let edited = edited(page, "  - ec2-user", "    - ec2-user");
    assert_eq!((edited.storage.as_str(), edited.diff.as_str()), (page, ""));
}

fn macro_of(name: &str, parameters: &str) -> String {
    format!("<ac:structured-macro ac:name=\"{name}\">{parameters}</ac:structured-macro>")
}

#[test]
fn a_changed_macro_has_its_parameters_by_their_names_and_its_pages_and_files_as_such() {
    let page = |title: &str| {
        format!(
            "<ac:parameter ac:name=\"\"><ac:link><ri:page ri:content-title=\"{title}\" /></ac:link></ac:parameter>"
        )
    };
    let file = |name: &str| {
        format!("<ac:parameter ac:name=\"name\"><ri:attachment ri:filename=\"{name}\" /></ac:parameter>")
    };
    let text = |name: &str, value: &str| format!("<ac:parameter ac:name=\"{name}\">{value}</ac:parameter>");
    for (name, before, (old, new), after) in [
        ("include", page("Incl"), ("default=\"page:Incl\"", "default=\"Other page\""), page("Other page")),
        ("include", page("Incl"), ("default=\"page:Incl\"", "page=\"Other page\""), page("Other page")),
        ("excerpt-include", page("Incl"), ("default=\"page:Incl\"", "page=Other"), page("Other")),
        ("view-file", file("old.pdf"), ("\"attachment:old.pdf\"", "new.pdf"), file("new.pdf")),
        ("toc", text("maxLevel", "2"), ("maxLevel=2", "maxlevel=3"), text("maxLevel", "3")),
        ("toc", text("maxLevel", "2"), ("maxLevel=2", "maxLevel=2 maxlevel=3"), text("maxLevel", "3")),
    ] {
        let stored = stored(&macro_of(name, &before), old, new);
        assert_eq!(stored, macro_of(name, &after), "{name} {new}");
    }
    let set = |name: &str, parameters: String, (parameter, value): (&str, &str)| {
        let document = Document::parse(&macro_of(name, &parameters)).unwrap();
        let handle = "#b1".parse().unwrap();
        document.edit(&[Edit::macro_parameter(handle, parameter, Some(value.to_owned()))]).unwrap().storage
    };
    assert_eq!(set("toc", text("maxLevel", "2"), ("maxlevel", "3")), macro_of("toc", &text("maxLevel", "3")));
    assert_eq!(set("view-file", file("a.pdf"), ("name", "b.pdf")), macro_of("view-file", &file("b.pdf")));
}

#[test]
fn an_extension_may_be_written_in_another_way_and_without_its_handle() {
    let page = "<p>x</p><ac:adf-extension><ac:adf-node type=\"panel\"><ac:adf-attribute \
                key=\"panel-type\">note</ac:adf-attribute><ac:adf-content><ul><li><p>one</p></li><li><p>two</p></li></ul>\
                </ac:adf-content></ac:adf-node><ac:adf-fallback><ul><li><p>one</p></li><li><p>two</p></li></ul>\
                </ac:adf-fallback></ac:adf-extension>";
    let document = Document::parse(page).unwrap();
    let markdown = document.markdown(&ReadOptions::new()).text;
    let handle = markdown.find("{#b").and_then(|at| markdown[at..].split([' ', '}']).next()).unwrap();
    let handle = handle.trim_start_matches('{');
    let written =
        |markdown: String| document.edit(&[Edit::page_markdown(markdown)]).map(|edited| edited.storage);
    for markdown in [
        markdown.replace("- ", "* "),
        markdown.replace(&format!("{handle} "), "").replace(handle, ""),
        markdown.replace(&format!("{handle} "), "").replace(handle, "").replace("- ", "* "),
    ] {
        assert_eq!(written(markdown.clone()).as_deref(), Ok(page), "{markdown}");
    }
    assert!(written(markdown.replace("two", "three")).is_err());
}

#[test]
fn tasks_beside_the_text_of_a_task_are_shown_and_changed() {
    let task = |id: u8, text: &str, below: &str| {
        format!(
            "<ac:task><ac:task-id>{id}</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>{text}\
             </ac:task-body>{below}</ac:task>"
        )
    };
    let list = |tasks: &str| format!("<ac:task-list>{tasks}</ac:task-list>");
    let page =
        |text: &str, nested: &str| list(&(task(4, text, &list(&task(5, nested, ""))) + &task(6, "Last", "")));
    let storage = page("Parent task", "Nested work");
    let document = Document::parse(&storage).unwrap();
    let markdown = document.markdown(&ReadOptions::new()).text;
    assert!(markdown.contains("- [ ] Parent task\n  - [ ] Nested work\n- [ ] Last"), "{markdown}");
    assert_eq!(stored(&storage, "Nested work", "Nested work"), storage);
    assert_eq!(stored(&storage, "Nested work", "Other work"), page("Parent task", "Other work"));
    assert_eq!(stored(&storage, "Parent task", "Parent"), page("Parent", "Nested work"));
    let ticked = stored(&storage, "  - [ ] Nested", "  - [x] Nested");
    assert_eq!(
        ticked,
        storage.replace(
            "incomplete</ac:task-status><ac:task-body>Nested",
            "complete</ac:task-status><ac:task-body>Nested"
        )
    );
    let replaced = document.edit(&[Edit::replace_text("Nested work", "Done work")]).unwrap().storage;
    assert_eq!(replaced, page("Parent task", "Done work"));
    let longer = stored(&storage, "  - [ ] Nested work\n", "  - [ ] Nested work\n  - [ ] More\n");
    assert_eq!(
        (longer.matches("<ac:task-list>").count(), longer.matches("More").count()),
        (2, 1),
        "{longer}"
    );
}
