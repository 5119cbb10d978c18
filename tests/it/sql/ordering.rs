//! An order that the service keeps is the order that the engine would make of the same rows.

use std::time::Duration;

use tests::sandbox::{NewPage, Person, Sandbox};

use super::{both, open, rows};

/// Tables whose service sorts, their columns by which it does, and conditions under which it is asked in other ways.
const ORDERED: &[(&str, &[&str])] = &[
    (
        "Pages",
        &[
            "1 = 1",
            "SpaceKey = 'DOCS'",
            "SpaceKey IN ('DOCS', 'TEAM')",
            "Status <> 'x'",
            "Status LIKE '%'",
            "Status = 'current'",
            "Status IN ('current', 'trashed')",
            "SpaceKey = 'TEAM' AND Status <> 'x'",
            "SpaceKey IN ('DOCS', 'TEAM') AND Status <> 'x'",
            "Title LIKE 'Page%'",
            "Title IN ('Page 1', 'Page 2', 'Page 3')",
            "SpaceId IN (SELECT Id FROM Spaces)",
            "SpaceId IN (SELECT Id FROM Spaces) AND Status <> 'x'",
            "Label = 'random'",
            "Id IN (SELECT ContentId FROM Labels WHERE LabelName = 'random')",
            "CQL = 'label = random order by title'",
        ],
    ),
    ("Blogposts", &["1 = 1", "Status <> 'x'"]),
    ("Comments", &["1 = 1", "SpaceKey = 'TEAM'", "CQL = 'space = TEAM order by created'"]),
    ("Attachments", &["1 = 1", "SpaceKey = 'TEAM'", "CQL = 'space = TEAM order by title'"]),
];

/// Content whose ids have another order than its age, some of it in the trash.
fn fill(sandbox: &Sandbox) {
    for number in 0..14_u64 {
        let space = if number % 3 == 0 { "DOCS" } else { "TEAM" };
        let page = sandbox.add_page(NewPage::new(space, &format!("Page {number}")).labels(["random"]));
        let comment = sandbox.add_comment(&page, None, "<p>Hm</p>", Person::ALAN);
        let file = sandbox.add_attachment(&page, "notes.txt", "text/plain", b"text");
        for id in [page.as_str(), comment.as_str(), file.as_str()] {
            sandbox.backdate(id, Duration::from_secs(86_400 * (number * 5 % 14)));
        }
        if number % 4 == 0 {
            sandbox.trash_page(&page);
        }
    }
}

#[tokio::test]
async fn every_order_of_the_service_is_that_of_the_engine() {
    for sandbox in both().await {
        fill(&sandbox);
        let sql = open(&sandbox).await;
        for (table, conditions) in ORDERED {
            for condition in *conditions {
                for column in ["CreatedDate", "LastUpdatedDatetime"] {
                    for (order, descending) in [("", false), (" DESC", true)] {
                        let all = format!("SELECT {column} FROM {table} WHERE {condition}");
                        let mut expected = rows(&sql, &all).await;
                        expected.sort();
                        if descending {
                            expected.reverse();
                        }
                        expected.truncate(5);
                        assert!(!expected.is_empty() || *table == "Blogposts", "{all}");
                        let query = format!("{all} ORDER BY {column}{order} LIMIT 5");
                        assert_eq!(rows(&sql, &query).await, expected, "{query}");
                    }
                }
            }
        }
    }
}
