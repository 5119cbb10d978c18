//! Fences of code as people, models and other tools write them, for both deployments.

use confluence_client::Deployment;
use confluence_client::content::{Document, Edit, WriteOptions, to_storage};

/// The parameters of the code that a fence becomes, and what is noted.
fn code(info: &str, deployment: Deployment) -> (String, String) {
    let page = to_storage(&format!("```{info}\nx\n```"), &WriteOptions::new().target(deployment)).unwrap();
    let parameters: Vec<String> = page
        .storage
        .split("<ac:parameter ac:name=\"")
        .skip(1)
        .map(|rest| rest.split("</ac:parameter>").next().unwrap().replace("\">", "="))
        .collect();
    let notes: Vec<String> = page.notes.iter().map(ToString::to_string).collect();
    (parameters.join(" "), notes.join("\n"))
}

#[test]
fn data_center_is_told_languages_by_its_own_names() {
    for (info, stored) in [
        ("c-sharp", "c#"),
        ("CSharp", "c#"),
        ("VB.NET", "vb"),
        ("visual basic", "vb"),
        ("Plain Text", "text"),
        ("HTML and XML", "xml"),
        ("sh-session", "bash"),
        ("shellscript", "bash"),
        ("postgresql", "sql"),
        ("plsql", "sql"),
        ("gradle", "groovy"),
        ("jenkinsfile", "groovy"),
        ("mjs", "js"),
        ("diff-rust", "diff"),
        ("nohighlight", "text"),
        ("language-java", "java"),
        ("Perl", "perl"),
        ("Erlang", "erl"),
    ] {
        assert_eq!(
            code(info, Deployment::DataCenter),
            (format!("language={stored}"), String::new()),
            "{info}"
        );
    }
    for info in ["typescript", "go", "bat", "kotlin", "Dockerfile", "toml", "mermaid", "r", "json5", "make"] {
        let (parameters, notes) = code(info, Deployment::DataCenter);
        assert_eq!(parameters, "", "{info}");
        assert!(notes.contains(&format!("knows no language `{info}`")), "{notes}");
        let (parameters, notes) = code(info, Deployment::Cloud);
        assert_eq!(parameters, format!("language={info}"));
        assert_eq!(
            notes.contains("is shown as code: Confluence draws it only with an app"),
            info == "mermaid"
        );
    }
}

#[test]
fn cloud_is_told_languages_as_they_are_written() {
    for (info, stored) in [
        ("c-sharp", "c#"),
        ("VB.NET", "vbnet"),
        ("Visual Basic", "visualbasic"),
        ("plain text", "plaintext"),
        ("Python", "Python"),
        ("objective-c", "objective-c"),
        ("F#", "F#"),
    ] {
        assert_eq!(code(info, Deployment::Cloud), (format!("language={stored}"), String::new()), "{info}");
    }
}

#[test]
fn settings_of_the_code_macro_are_set() {
    for (info, stored) in [
        ("java linenums=\"5\"", "language=java firstline=5 linenumbers=true"),
        ("java linenums=\"1\"", "language=java linenumbers=true"),
        ("{.java .numberLines startFrom=\"100\"}", "language=java firstline=100 linenumbers=true"),
        ("java collapse=true firstline=10", "language=java collapse=true firstline=10"),
        ("java theme=midnight", "language=java theme=Midnight"),
        ("js:app.js", "language=js title=app.js"),
        ("12:15:src/app.ts", "title=src/app.ts firstline=12 linenumbers=true"),
        ("lang=java title=A", "language=java title=A"),
        ("code:java", "language=java"),
        ("{code-block} java", "language=java"),
    ] {
        assert_eq!(code(info, Deployment::DataCenter), (stored.to_owned(), String::new()), "{info}");
    }
    let (parameters, notes) = code("java theme=Neon {3,5}", Deployment::DataCenter);
    assert_eq!(parameters, "language=java");
    assert!(notes.contains("`theme=Neon, 3, 5` behind the fence was left out"), "{notes}");
}

#[test]
fn preformatted_text_says_its_language() {
    for html in ["<pre lang=\"java\">x</pre>", "<pre><code class=\"language-java\">x</code></pre>"] {
        assert!(super::storage(html).contains("\"language\">java<"), "{html}");
    }
}

#[test]
fn settings_that_nobody_mentions_stay() {
    let page = "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">py</ac:parameter><ac:parameter ac:name=\"collapse\">true</ac:parameter><ac:plain-text-body><![CDATA[x]]></ac:plain-text-body></ac:structured-macro>";
    let document = Document::parse(page).unwrap();
    let changed = |markdown: &str| {
        document.edit(&[Edit::replace_block("#b1".parse().unwrap(), markdown)]).unwrap().storage
    };
    assert_eq!(changed("```py\ny\n```"), page.replace("[x]", "[y]"));
    assert_eq!(changed("```py collapse=false\nx\n```"), page.replace(">true<", ">false<"));
}
