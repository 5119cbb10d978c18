//! A space that is mistyped is told of, and takes nothing from the others.

use super::{Deployment, ask, both, open};

#[tokio::test]
async fn a_mistyped_space_is_told_of_whatever_is_asked_for() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        for table in [
            "Pages",
            "Blogposts",
            "Comments",
            "Attachments",
            "Labels",
            "Links",
            "Macros",
            "Tasks",
            "PageVersions",
            "PageChildren",
            "PageAncestors",
            "PageDescendants",
            "PageContents",
            "Contributors",
            "Watchers",
            "Properties",
        ] {
            let asked = async |condition: &str| {
                let query = format!("SELECT * FROM {table} WHERE SpaceKey {condition}");
                ask(&sql, &query).await.unwrap_or_else(|error| panic!("{query}: {error}"))
            };
            let told = |notes: &[String]| notes.iter().any(|note| note.contains("there is no space TYPO"));
            let wrong = asked("= 'TYPO'").await;
            assert!(wrong.rows.is_empty() && told(&wrong.notes), "{table}: {wrong:?}");
            let right = asked("= 'DOCS'").await;
            assert!(!told(&right.notes), "{table}: {right:?}");
            let both = asked("IN ('DOCS', 'TYPO')").await;
            assert_eq!(both.rows.len(), right.rows.len(), "{table}");
            assert!(told(&both.notes), "{table}: {both:?}");
        }
        if sandbox.deployment() == Deployment::Cloud {
            let templates = ask(&sql, "SELECT * FROM Templates WHERE SpaceKey = 'TYPO'").await.unwrap();
            assert!(templates.notes[0].contains("no space TYPO"), "{templates:?}");
        }
    }
}

#[tokio::test]
async fn a_name_in_place_of_the_id_of_a_person_is_told_of() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        for column in ["Contributor", "Mention", "CreatedByAccountId"] {
            let query = format!("SELECT Title FROM Pages WHERE {column} = 'Grace Hopper'");
            let answer = ask(&sql, &query).await.unwrap();
            assert!(answer.notes.iter().any(|note| note.contains("takes the id of a person")), "{answer:?}");
        }
    }
}
