//! Which requests a query makes: each condition that the service answers goes to it, and bodies are fetched where a column
//! needs them and nowhere else.

use super::{ask, asked, both, open, rows};

#[tokio::test]
async fn conditions_on_cloud() {
    let [cloud, _] = both().await;
    let sql = open(&cloud).await;
    let page = cloud.page_by_title("DOCS", "Architecture").unwrap();
    let other = cloud.page_by_title("DOCS", "Upgrade").unwrap();
    let (id, parent) = (page.id.as_str(), page.parent.clone().unwrap());
    // The keys of spaces are looked up once for a wiki.
    rows(&sql, "SELECT Key FROM Spaces").await;
    let docs = rows(&sql, "SELECT Id FROM Spaces WHERE Key = 'DOCS'").await[0].clone();
    asked(&cloud);
    for (query, expected) in [
        (
            "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS'".to_owned(),
            vec!["getPagesInSpace limit=250 status=current".to_owned()],
        ),
        (
            "SELECT Title, Storage FROM Pages WHERE SpaceKey = 'DOCS'".to_owned(),
            vec!["getPagesInSpace limit=250 status=current body-format=storage".to_owned()],
        ),
        (
            "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' AND Title = 'Upgrade'".to_owned(),
            vec!["getPagesInSpace limit=250 status=current title=Upgrade".to_owned()],
        ),
        (
            format!("SELECT Title FROM Pages WHERE Id = {id}"),
            vec![format!("getPages id={id} limit=250 status=current")],
        ),
        (
            format!("SELECT Markdown FROM Pages WHERE Id IN ({id}, '{}')", other.id),
            vec![format!("getPages id={id} id={} limit=250 status=current body-format=storage", other.id)],
        ),
        (
            "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' ORDER BY LastUpdatedDatetime DESC LIMIT 3".to_owned(),
            vec!["getPagesInSpace limit=3 status=current sort=-modified-date".to_owned()],
        ),
        (
            "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' LIMIT 2".to_owned(),
            vec!["getPagesInSpace limit=2 status=current".to_owned()],
        ),
        (
            "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' AND Status = 'trashed'".to_owned(),
            vec!["getPagesInSpace limit=250 status=trashed".to_owned()],
        ),
        (
            "SELECT Title FROM Pages WHERE SpaceKey IN ('DOCS', 'DOCS')".to_owned(),
            vec!["getPagesInSpace limit=250 status=current".to_owned()],
        ),
        (
            format!("SELECT Title FROM Pages WHERE ParentId = {parent}"),
            vec![format!("searchContentByCQL cql=type = \"page\" and parent = \"{parent}\" limit=200")],
        ),
        (
            "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' AND Label = 'howto'".to_owned(),
            vec!["searchContentByCQL cql=type = \"page\" and space = \"DOCS\" and label = \"howto\" limit=200".to_owned()],
        ),
        (
            "SELECT Title FROM Pages WHERE LastUpdatedDatetime >= '2020-05-02' AND CreatedDate < '2090-01-01'".to_owned(),
            vec![
                "searchContentByCQL cql=type = \"page\" and created < \"2090-01-03\" and lastmodified >= \"2020-05-01\" limit=200"
                    .to_owned(),
            ],
        ),
        (
            "SELECT Title FROM Pages WHERE CONTAINS(Text, 'queue')".to_owned(),
            vec!["searchContentByCQL cql=type = \"page\" and text ~ \"queue\" limit=50 +body".to_owned()],
        ),
        (
            "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' AND Title LIKE 'Up%'".to_owned(),
            vec!["getPagesInSpace limit=250 status=current".to_owned()],
        ),
        (
            format!("SELECT Title FROM Attachments WHERE ContainerId = {id}"),
            vec![format!("searchContentByCQL cql=type = \"attachment\" and container = \"{id}\" limit=200")],
        ),
        (
            "SELECT Storage FROM Comments WHERE SpaceKey = 'DOCS'".to_owned(),
            vec!["searchContentByCQL cql=type = \"comment\" and space = \"DOCS\" limit=50 +body".to_owned()],
        ),
        (
            "SELECT Name FROM Spaces WHERE Key IN ('DOCS', 'TEAM')".to_owned(),
            vec!["getSpaces keys=DOCS keys=TEAM limit=250".to_owned()],
        ),
        (
            "SELECT Name FROM Spaces WHERE Type = 'personal'".to_owned(),
            vec!["getSpaces limit=250 type=personal".to_owned()],
        ),
        (
            "SELECT Text FROM Tasks WHERE SpaceKey = 'DOCS' AND Status = 'incomplete'".to_owned(),
            vec![format!("getTasks body-format=storage limit=250 status=incomplete space-id={docs}")],
        ),
        ("SELECT 1 FROM Pages WHERE Id = NULL".to_owned(), Vec::new()),
        ("SELECT Title FROM Pages WHERE Status = 'none'".to_owned(), Vec::new()),
    ] {
        ask(&sql, &query).await.unwrap_or_else(|error| panic!("{query}: {error}"));
        let mut seen: Vec<String> = asked(&cloud).iter().map(|one| in_order(one)).collect();
        seen.dedup();
        let expected: Vec<String> = expected.iter().map(|one| in_order(one)).collect();
        assert_eq!(seen, expected, "{query}");
    }
}

/// The parts of a request in an order of their own: the service does not care.
fn in_order(request: &str) -> String {
    if request.contains("cql=") {
        return request.to_owned();
    }
    let mut parts: Vec<&str> = request.split(' ').collect();
    if let Some((_, rest)) = parts.split_first_mut() {
        rest.sort_unstable();
    }
    parts.join(" ")
}

#[tokio::test]
async fn conditions_on_data_center() {
    let [_, data_center] = both().await;
    let sql = open(&data_center).await;
    let id = data_center.page_by_title("DOCS", "Architecture").unwrap().id;
    asked(&data_center);
    for (query, expected) in [
        (
            "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS'".to_owned(),
            "getContent type=page limit=250 spaceKey=DOCS",
        ),
        (
            "SELECT Storage FROM Pages WHERE SpaceKey = 'DOCS'".to_owned(),
            "getContent type=page limit=250 spaceKey=DOCS +body",
        ),
        (
            "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' ORDER BY CreatedDate LIMIT 3".to_owned(),
            "search cql=type = \"page\" and space = \"DOCS\" order by created asc limit=3",
        ),
        (
            format!("SELECT Title FROM Comments WHERE ContainerId = {id}"),
            &format!("search cql=type = \"comment\" and container = \"{id}\" limit=200"),
        ),
    ] {
        ask(&sql, &query).await.unwrap_or_else(|error| panic!("{query}: {error}"));
        let mut seen = asked(&data_center);
        // The next page may be on its way when the query has enough.
        seen.dedup();
        assert_eq!(seen.len(), 1, "{query}: {seen:?}");
        let same = in_order(&seen[0]).replace("searchContent ", "search ");
        assert_eq!(same, in_order(expected), "{query}");
    }
}

#[tokio::test]
async fn a_join_asks_for_many_at_a_time() {
    for sandbox in both().await {
        for number in 0..40 {
            let page = tests::sandbox::NewPage::new("TEAM", &format!("Note {number:02}"));
            let page = sandbox.add_page(page.labels(["note"]));
            sandbox.add_comment(&page, None, "<p>Yes</p>", tests::sandbox::Person::ALAN);
        }
        let sql = open(&sandbox).await;
        for table in ["Comments c ON c.ContainerId", "Labels c ON c.ContentId"] {
            let text = format!(
                "SELECT COUNT(*) FROM Pages p JOIN {table} = p.Id WHERE p.SpaceKey = 'TEAM' AND p.Title LIKE 'Note%'"
            );
            let answer = ask(&sql, &text).await.unwrap();
            assert_eq!(answer.rows, ["40"], "{table}");
            assert!(answer.requests < 12, "{table}: {}", answer.requests);
        }
        let spaces =
            ask(&sql, "SELECT COUNT(*) FROM Pages p JOIN Spaces s ON s.Key = p.SpaceKey").await.unwrap();
        assert!(spaces.requests < 8, "{}", spaces.requests);
        let within = "SELECT COUNT(*) FROM Comments WHERE ContainerId IN (SELECT Id FROM Pages WHERE SpaceKey = 'TEAM')";
        let answer = ask(&sql, within).await.unwrap();
        assert_eq!((answer.rows, answer.requests < 5), (vec!["40".to_owned()], true));
    }
}

#[tokio::test]
async fn a_plan_names_the_operations() {
    let [cloud, data_center] = both().await;
    for (sandbox, by) in [(cloud, "SpaceKey = (getPagesInSpace)"), (data_center, "SpaceKey = (getContent)")] {
        let sql = open(&sandbox).await;
        sandbox.reset_traffic();
        let plan = sql
            .explain("SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' AND VersionNumber > 2")
            .await
            .unwrap();
        let told = plan.join("\n");
        assert_eq!(told, format!("Pages: the service answers {by}; the engine checks VersionNumber >"));
        let plan =
            sql.explain("SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' AND Label = 'howto'").await.unwrap();
        assert!(plan[0].starts_with("Pages: the service answers SpaceKey =, Label = (search"), "{plan:?}");
        assert!(sandbox.requests().is_empty());
    }
}
