//! What people and models write in the words of other tools: understood where it can mean one thing, else told.

use confluence_client::Deployment;
use confluence_client::content::{WriteOptions, to_storage};

use super::{converted, notes, storage};

#[test]
fn wrong_guesses_are_understood_or_told() {
    assert!(storage(":status[DONE]{color=green}").contains("\"colour\">Green<"));
    assert!(storage(":::expand[Title]\n\nx\n\n:::").contains("\"title\">Title<"));
    assert!(storage("![](https://e.com/x.png){width=300}").starts_with("<ac:image ac:width=\"300\">"));
    assert!(storage("[x](page:65563)").contains("<ri:content-entity ri:content-id=\"65563\" />"));
    assert!(storage("[x](confluence://pages/65563)").contains("ri:content-id=\"65563\""));
    assert!(storage("[@Ada](5b10a2844c20165700ede21g)").contains("<a href"));
    assert!(
        storage("[@Ada](5b10a2844c20165700ede21f)").contains("ri:account-id=\"5b10a2844c20165700ede21f\"")
    );
    assert!(storage("[@Ada](557058:0a1b-2c)").contains("ri:account-id=\"557058:0a1b-2c\""));
    for (markdown, told) in [
        ("[x](Upgrade)", "write `page:Upgrade`"),
        ("{info}text{info}", "`{info}` is markup of another kind"),
        ("ask [~ada]", "write `[@Name](user:ada)`"),
        ("ask @Ada now", "`@Ada` mentions nobody"),
        ("::toc{flat}", "`flat` of `toc` was left out"),
        ("::toc[A-1]", "`[A-1]` of `toc` was left out"),
        ("![alt](https://a.b/c.png =200x100)", "![alt](https://a.b/c.png){width=200}"),
        ("![x](file:///tmp/a.png)", "attachment:a.png; upload a.png"),
        ("{toc:maxLevel=2}", "a table of contents is `::toc{maxLevel=3}`"),
        ("![](https://e.com/x.png){width=50%}", "`width=50%` of the image was left out"),
        (":status[x]{size=3}", "`size` of the status was left out"),
    ] {
        assert!(notes(markdown).contains(told), "{markdown}: {}", notes(markdown));
    }
    assert!(storage(":jira[A-1] and :jira{B-2}").matches("\"key\">").count() == 2);
    assert!(storage("::jira[A-1]").contains("\"key\">A-1<"));
    let included = "<ac:parameter ac:name=\"\"><ac:link><ri:page ri:space-key=\"DOC\" ri:content-title=\"Other page\" />";
    assert!(storage("::include{page=\"Other page\" space=DOC}").contains(included));
    for quiet in [
        "[@Ada L](user:557058:ab)",
        "a:b:c",
        "npm i @scope/package",
        "mail a@b.com",
        "${toc} {x}",
        "f(x)[~1]",
        "a [b] {c}",
    ] {
        assert_eq!(notes(quiet), "", "{quiet}");
    }
}

#[test]
fn addresses_in_directives_are_their_values() {
    for (markdown, value) in [
        ("::widget{url=\"https://e.com/?v=1&t=2\"}", ">https://e.com/?v=1&amp;t=2</ac:parameter>"),
        ("- x\n\n  ::widget{url=\"https://e.com\"}", ">https://e.com</ac:parameter>"),
        ("see :widget{url=https://e.com} now", ">https://e.com</ac:parameter>"),
        ("a :status[at https://e.com]{red} b", ">at https://e.com</ac:parameter>"),
        (":::panel{title=\"see https://e.com\"}\nx\n:::", ">see https://e.com</ac:parameter>"),
    ] {
        let page = storage(markdown);
        assert!(page.contains(value) && !page.contains("<a "), "{page}");
    }
    // What a page has is read, changed elsewhere in its line, and written again.
    let page = "<ac:structured-macro ac:name=\"widget\" ac:macro-id=\"w\"><ac:parameter ac:name=\"url\"><ri:url ri:value=\"https://e.com/1\" /></ac:parameter></ac:structured-macro>";
    let document = confluence_client::content::Document::parse(page).unwrap();
    let edit = confluence_client::content::Edit::page_markdown("::widget{#b1 url=\"https://e.com/2\"}");
    assert_eq!(document.edit(&[edit]).unwrap().storage, page.replace("e.com/1", "e.com/2"));
}

#[test]
fn targets_with_blanks_are_targets() {
    let page = storage("[x](page:DOC/My plan (1)) ![z](attachment:my pic.png)");
    assert!(page.contains("ri:content-title=\"My plan (1)\""), "{page}");
    assert!(page.contains("ri:filename=\"my pic.png\""), "{page}");
    assert_eq!(storage("`[x](page:a b)`"), "<p><code>[x](page:a b)</code></p>");
}

#[test]
fn containers_and_headings_of_other_tools_are_understood() {
    let alert = |name: &str, title: &str| {
        let title = match title {
            "" => String::new(),
            title => format!("<ac:parameter ac:name=\"title\">{title}</ac:parameter>"),
        };
        format!(
            "<ac:structured-macro ac:name=\"{name}\" ac:schema-version=\"1\">{title}<ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>"
        )
    };
    for (markdown, expected) in [
        (":::warning Mind the gap\nx\n:::", alert("warning", "Mind the gap")),
        ("::: tip\nx\n:::", alert("tip", "")),
        ("::: details Click me\nx\n:::", alert("expand", "Click me")),
        (":::danger\nx\n:::", alert("warning", "")),
        (":::danger[T]\nx\n:::", alert("warning", "T")),
        (":::details\nx\n:::", alert("details", "")),
        ("> [!NOTE] Read this\n> x", alert("info", "Read this")),
        ("> [!TIP]+ Folded\n> x", alert("tip", "Folded")),
    ] {
        assert_eq!(storage(markdown), expected, "{markdown}");
        assert_eq!(notes(markdown), "", "{markdown}");
    }
    let page = storage("# Set up {#start}\n\n[go](#start)");
    assert!(page.starts_with("<h1><ac:structured-macro ac:name=\"anchor\""), "{page}");
    assert!(page.contains(">start</ac:parameter></ac:structured-macro>Set up</h1>"), "{page}");
    assert_eq!(notes("# Set up {#start}\n\n[go](#start)"), "");
    let page = converted("+++\ntitle = \"T\"\ntags = [\"a\"]\n+++\nBody\n");
    assert_eq!(
        (&*page.storage, page.title.as_deref(), page.labels),
        ("<p>Body</p>", Some("T"), vec!["a".to_owned()])
    );
}

#[test]
fn people_are_named_as_their_deployment_knows_them() {
    let written = |deployment| {
        let options = WriteOptions::new().target(deployment);
        to_storage("[@A](user:5b10g)", &options).unwrap().storage
    };
    assert!(written(Deployment::Cloud).contains("ri:account-id=\"5b10g\""));
    assert!(written(Deployment::DataCenter).contains("ri:username=\"5b10g\""));
}
