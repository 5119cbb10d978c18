//! Conditions that no row can meet are told as that, ask nothing and end no query; and rows that several requests give come once.

use confluence_client::connection;
use confluence_client::sql::Sql;
use tests::sandbox::{Deployment, NewPage};

use super::{ask, asked, both, open, rows};

#[tokio::test]
async fn a_title_in_two_spellings_is_one_page() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Null"));
        for condition in ["Title IN ('Null', 'NULL')", "(Title = 'Null' OR Title = 'NULL')"] {
            let found =
                rows(&sql, &format!("SELECT Id FROM Pages WHERE SpaceKey = 'TEAM' AND {condition}")).await;
            assert_eq!(found, [page.as_str()], "{condition}");
        }
        let change = sql.change("UPDATE Pages SET Title = 'Nothing' WHERE Title IN ('Null', 'NULL')");
        assert_eq!(change.run().await.unwrap().affected, 1);
    }
}

#[tokio::test]
async fn a_value_that_no_row_can_have_is_told_and_nothing_is_asked_for_it() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let site = confluence_client::Wiki::site(sql.wiki()).link("/spaces/DOCS/pages/65543/x").unwrap();
        let address = format!("Id = '{site}'");
        for (table, condition, says) in [
            ("Pages", "Status = 'published'", "Status is current, archived or trashed"),
            ("Pages", "Id = 'abc'", "an id is a number"),
            ("Pages", address.as_str(), "of that URL it is '65543'"),
            ("Pages", "Id = '065538'", "an id is a number"),
            ("PageVersions", "PageId = 'abc'", "an id is a number"),
            ("PageVersions", "PageId = '065538'", "an id is a number"),
            ("Watchers", "ContentId = ''", "an id is a number"),
            ("Tasks", "Status = 'open'", "Status is complete or incomplete"),
            ("Comments", "Location = 'page'", "Location is footer or inline"),
            ("Comments", "Resolution = 'unresolved'", "Resolution is open, resolved or dangling"),
            ("Comments", "Status = 'resolved'", "Status is current in every row"),
            ("Pages", "Type = 'blogpost'", "Type is page in every row"),
            ("Pages", "Label = 'How To'", "a label is a word without spaces"),
            ("Labels", "LabelName = 'How To'", "a label is a word without spaces"),
            ("Links", "Kind = 'external'", "Kind is page, blogpost"),
            ("UsersContentRestrictions", "Operation = 'edit'", "Operation is read or update"),
            ("Pages", "SpaceKey = 'Team space'", "SELECT Key FROM Spaces WHERE Name = 'Team space'"),
        ] {
            asked(&sandbox);
            let query = format!("SELECT * FROM {table} WHERE {condition}");
            let answer = ask(&sql, &query).await.unwrap_or_else(|error| panic!("{query}: {error}"));
            assert!(answer.rows.is_empty(), "{query}: {answer:?}");
            assert!(answer.notes.iter().any(|note| note.contains(says)), "{query}: {:?}", answer.notes);
            assert_eq!(asked(&sandbox), Vec::<String>::new(), "{query}");
        }
        let me = "SELECT Title FROM Pages WHERE CreatedByAccountId = 'currentUser()'";
        assert!(ask(&sql, me).await.unwrap().notes.iter().any(|note| note.contains("= CURRENT_USER")));
        if sandbox.deployment() == Deployment::Cloud {
            let mail = "SELECT Title FROM Pages WHERE CreatedByAccountId = 'ada@example.com'";
            assert!(ask(&sql, mail).await.unwrap().notes.iter().any(|note| note.contains("not an address")));
        }
        // What a column can have is asked for as it was, in any case.
        let right = ask(&sql, "SELECT Id FROM Comments WHERE LOCATION = 'FOOTER'").await.unwrap();
        assert!(!right.rows.is_empty() && right.notes.is_empty(), "{right:?}");
    }
}

#[tokio::test]
async fn words_compare_without_case_in_every_table() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        for table in sql.tables() {
            for column in sql.columns(table.name).unwrap() {
                let is_word = ["Type", "Kind", "Status", "SpaceType"].contains(&column.name);
                // What tells of tables tells it as it is written.
                if is_word && !table.name.starts_with("sys_") {
                    assert!(column.any_case, "{}.{}", table.name, column.name);
                }
            }
        }
        let counted = async |word: &str| {
            rows(&sql, &format!("SELECT COUNT(*) FROM Pages WHERE SpaceType = '{word}'")).await
        };
        let all = counted("global").await;
        assert_ne!(all, ["0"]);
        assert_eq!(counted("Global").await, all);
    }
}

#[tokio::test]
async fn a_link_to_a_space_that_is_left_out_ends_no_query() {
    for sandbox in both().await {
        for key in ["OPEN", "SHUT"] {
            sandbox.add_space(key, key);
        }
        let link = |space: &str, title: &str| {
            format!("<ac:link><ri:page ri:space-key=\"{space}\" ri:content-title=\"{title}\" /></ac:link>")
        };
        sandbox.add_page(NewPage::new("SHUT", "Hidden"));
        sandbox.add_page(NewPage::new("OPEN", "There"));
        let body =
            format!("<p>{}{}{}</p>", link("OPEN", "There"), link("OPEN", "Dead"), link("SHUT", "Hidden"));
        let page = sandbox.add_page(NewPage::new("OPEN", "Linking").storage(&body));
        let wiki = connection::open(&format!("{};Spaces=OPEN", sandbox.connection_string())).await.unwrap();
        let sql = Sql::new(wiki);
        let dead = "SELECT k.TargetTitle FROM Links k LEFT JOIN Pages p ON p.SpaceKey = k.TargetSpaceKey AND p.Title = \
                    k.TargetTitle WHERE k.SpaceKey = 'OPEN' AND k.Kind = 'page' AND p.Id IS NULL ORDER BY 1";
        let answer = ask(&sql, dead).await.unwrap();
        assert_eq!(answer.rows, ["Dead", "Hidden"]);
        assert!(
            answer.notes.iter().any(|note| note == "there is no space SHUT that can be seen here"),
            "{answer:?}"
        );
        for table in sql.tables().into_iter().filter(|table| table.available) {
            if sql.columns(table.name).unwrap().iter().any(|column| column.name == "SpaceKey") {
                let query = format!("SELECT COUNT(*) FROM {} WHERE SpaceKey = 'SHUT'", table.name);
                let answer = ask(&sql, &query).await.unwrap_or_else(|error| panic!("{query}: {error}"));
                assert_eq!(
                    (answer.rows.as_slice(), answer.notes.len()),
                    (["0".to_owned()].as_slice(), 1),
                    "{query}"
                );
            }
        }
        let hidden = sandbox.page_by_title("SHUT", "Hidden").unwrap().id;
        let both = format!("SELECT PageId FROM PageVersions WHERE PageId IN ('{page}', '{hidden}')");
        let answer = ask(&sql, &both).await.unwrap();
        assert_eq!(answer.rows, [page.as_str()]);
        assert!(
            answer.notes.iter().any(|note| note.contains(&format!("{hidden} is not there"))),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn what_is_gone_or_of_another_type_has_no_rows_and_a_note() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let group = rows(&sql, "SELECT Id FROM Groups LIMIT 1").await.remove(0);
        let members = "SELECT COUNT(*) FROM GroupMembers WHERE GroupId";
        let one = rows(&sql, &format!("{members} = '{group}'")).await;
        let answer = ask(&sql, &format!("{members} IN ('{group}', 'no-such-group')")).await.unwrap();
        assert_eq!(answer.rows, one);
        assert!(answer.notes.iter().any(|note| note.contains("no group no-such-group")), "{answer:?}");
        if sandbox.deployment() == Deployment::Cloud {
            let folder = sandbox.add_page(NewPage::new("TEAM", "Drawer").folder());
            let versions = format!("SELECT * FROM PageVersions WHERE PageId = '{folder}'");
            let answer = ask(&sql, &versions).await.unwrap();
            assert!(answer.rows.is_empty());
            assert!(answer.notes.iter().any(|note| note.contains("is of the type folder")), "{answer:?}");
        }
    }
}
