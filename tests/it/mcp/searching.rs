//! CQL as models write it, and words that look like it.

use serde_json::json;

use super::process::Process;
use super::{facts, refusal, samples, texts};

#[tokio::test]
async fn a_field_that_there_is_not_is_told_with_the_one_that_is_meant() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        for (query, says) in [
            ("modified >= \"2026-11-01\" and space = DOCS", "`modified` is `lastmodified`"),
            ("labels = howto and space = DOCS", "`labels` is `label`"),
            ("author = currentUser()", "`author` is `creator`"),
            ("updated > now(\"-7d\")", "`updated` is `lastmodified`"),
            ("spacekey = DOCS and type = page", "`spacekey` is `space`"),
            ("tag in (howto)", "`tag` is `label`"),
            ("updated >= -7d ORDER BY updated DESC", "`updated` is `lastmodified`"),
        ] {
            let refused = server.call("confluence_search", json!({"query": query})).await;
            assert!(refusal(&refused).contains(says), "{query}: {refused}");
        }
        for query in ["page = 65543", "containr = 65543"] {
            let refused = server.call("confluence_search", json!({"query": query})).await;
            assert!(refusal(&refused).contains("In CQL"), "{query}: {refused}");
        }
    }
}

#[tokio::test]
async fn words_with_an_operator_in_them_are_words_and_that_is_said() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        for (query, is_told) in
            [("what is = in bash?", true), ("pages in DOCS with label = howto", true), ("deploy", false)]
        {
            let found = server.call("confluence_search", json!({"query": query})).await;
            assert!(facts(&found).get("results").is_some(), "{found}");
            let told = texts(&found).0.concat();
            assert_eq!(told.contains("taken as words"), is_told, "{query}: {told}");
        }
    }
}

#[tokio::test]
async fn what_finds_nothing_is_told_with_the_word_that_is_meant() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        for (query, says) in [
            ("type = blog", "it is `blogpost`"),
            ("type in (page, blog_post) and title ~ \"zzz\"", "it is `blogpost`"),
            ("type = attachments", "it is `attachment`"),
            ("type = page and created >= \"01/11/2026\"", "A day is"),
            ("type = page limit 5", "an argument beside `query`"),
            ("type != page", "before what is left out"),
        ] {
            let answer = server.call("confluence_search", json!({"query": query})).await;
            let said = answer["content"][0]["text"].as_str().unwrap().replace("\\\"", "\"");
            assert!(said.contains(says), "{query}: {said}");
        }
        for query in ["title contains \"Getting\"", "space:DOCS getting"] {
            let found = server.call("confluence_search", json!({"query": query})).await;
            let told = texts(&found).0.concat();
            assert!(told.contains("taken as words"), "{query}: {told}");
        }
    }
}

#[tokio::test]
async fn one_of_several_words_is_enough_where_or_stands_between_them() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let found =
            facts(&server.call("confluence_search", json!({"query": "getting OR architecture"})).await);
        let all = found["results"].to_string();
        assert!(all.contains("Getting started") && all.contains("Architecture"), "{found}");
    }
}
