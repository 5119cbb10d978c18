//! The same rows come whichever way leads to them: by a list, by the search, by an id, or through all there is.

use confluence_client::sql::{ColumnInfo, QueryLimits, Sql, Value};
use serde_json::{Value as Json, json};
use tests::sandbox::{ADMIN, Deployment, NewPage, Person, Sandbox};

use super::tools::Session;
use super::{both, open, rows, shown, sorted, wiki};

/// Columns by which rows are asked for that are not there otherwise, as their tables say.
const LEADING: &[(&str, &str)] = &[("PageDescendants", "PageId"), ("Templates", "SpaceKey")];

/// How many values of a column are tried.
const VALUES: usize = 4;

const TASKS: &str = "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status>\
                     <ac:task-body>Read it</ac:task-body></ac:task></ac:task-list>";

async fn fill(sandbox: &Sandbox) -> [String; 2] {
    let page = sandbox.add_page(NewPage::new("TEAM", "Both ways").storage(TASKS).labels(["way", "other"]));
    let post = NewPage::new("TEAM", "News of both ways").blog_post().storage(TASKS).labels(["way"]);
    let post = sandbox.add_page(post.author(Person::ALAN));
    let wiki = wiki(sandbox).await;
    for id in [&page, &post] {
        sandbox.edit_page(id, &format!("{TASKS}<p>More</p>"));
        sandbox.add_comment(id, None, "<p>Hm</p>", Person::ALAN);
        sandbox.add_attachment(id, &format!("{id}.txt"), "text/plain", b"text");
        sandbox.add_property(id, "way", json!({"a": 1}));
        sandbox.restrict_reading(id, &[ADMIN, Person::ALAN]);
        wiki.watch(id.as_str(), true).await.unwrap();
    }
    [page, post]
}

fn literal(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Boolean(truth) => i64::from(*truth).to_string(),
        other => other.to_string(),
    }
}

/// All rows, and of an error what it says.
async fn found(sql: &Sql, query: String) -> Result<Vec<Vec<Value>>, String> {
    let rows = sql.query(query).limits(QueryLimits::new().requests(5000)).rows().await;
    match rows {
        Ok(rows) => rows.all().await.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

fn texts<'r>(rows: impl Iterator<Item = &'r Vec<Value>>) -> Vec<String> {
    let mut all: Vec<String> = rows.map(|row| shown(row)).collect();
    all.sort();
    all
}

/// Where two sets of rows differ, in short.
fn difference(expected: &[String], found: &[String]) -> String {
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|row| !those.contains(row)).take(2).cloned().collect()
    };
    format!(
        "{} rows and not {}\n  lacks {:?}\n  has {:?}",
        found.len(),
        expected.len(),
        only(expected, found),
        only(found, expected)
    )
}

struct Compared<'s> {
    sql: &'s Sql,
    table: &'static str,
    names: String,
    columns: Vec<ColumnInfo>,
    all: Vec<Vec<Value>>,
    faults: Vec<String>,
}

impl Compared<'_> {
    async fn same(&mut self, expected: Vec<String>, rest: String) {
        let query = format!("SELECT {} FROM {} {rest}", self.names, self.table);
        match found(self.sql, query).await {
            Ok(rows) => {
                let rows = texts(rows.iter());
                if rows != expected {
                    self.faults.push(format!("{} {rest}: {}", self.table, difference(&expected, &rows)));
                }
            }
            Err(error) => self.faults.push(format!("{} {rest}: {error}", self.table)),
        }
    }

    /// Every condition that the service answers chooses those of the rows that it says.
    async fn by_columns(&mut self) {
        for (at, column) in self.columns.clone().iter().enumerate() {
            if LEADING.contains(&(self.table, column.name)) {
                continue;
            }
            let offers = |operators: &str| column.pushed.iter().any(|push| push.operators == operators);
            if offers("= IN") {
                let mut values: Vec<Value> = Vec::new();
                for row in &self.all {
                    if row[at] != Value::Null && !values.contains(&row[at]) {
                        values.push(row[at].clone());
                    }
                }
                let step = (values.len() / VALUES).max(1);
                for value in values.into_iter().step_by(step) {
                    let expected = texts(self.all.iter().filter(|row| row[at] == value));
                    self.same(expected, format!("WHERE [{}] = {}", column.name, literal(&value))).await;
                }
            }
            if column.kind == "TIMESTAMP" && (offers("< <= > >= BETWEEN") || offers("ORDER BY")) {
                let expected = texts(self.all.iter().filter(|row| row[at] != Value::Null));
                self.same(expected, format!("WHERE [{}] >= '1970-01-01'", column.name)).await;
                self.same(texts(self.all.iter()), format!("ORDER BY [{}] DESC", column.name)).await;
            }
        }
    }
}

#[tokio::test]
async fn a_condition_chooses_among_the_rows_that_are_there() {
    for sandbox in both().await {
        fill(&sandbox).await;
        let sql = open(&sandbox).await;
        let mut faults = Vec::new();
        for table in sql.tables().into_iter().filter(|table| table.available) {
            let columns = sql.columns(table.name).unwrap();
            let columns: Vec<ColumnInfo> = columns
                .into_iter()
                .filter(|column| column.available && !column.condition_only && column.alias_of.is_none())
                .collect();
            // The search of the sandbox names pictures in another way than its look-up of people.
            let columns: Vec<ColumnInfo> =
                columns.into_iter().filter(|column| column.name != "ProfilePicturePath").collect();
            let names =
                columns.iter().map(|column| format!("[{}]", column.name)).collect::<Vec<_>>().join(", ");
            let all = match found(&sql, format!("SELECT {names} FROM {}", table.name)).await {
                Ok(all) => all,
                Err(error) => {
                    assert!(table.name == "AuditRecords", "{}: {error}", table.name);
                    continue;
                }
            };
            let mut compared =
                Compared { sql: &sql, table: table.name, names, columns, all, faults: Vec::new() };
            compared.by_columns().await;
            faults.extend(compared.faults);
        }
        assert!(faults.is_empty(), "{:?}\n{}", sandbox.deployment(), faults.join("\n"));
    }
}

#[tokio::test]
async fn what_hangs_on_blog_posts_is_there_as_that_on_pages() {
    for sandbox in both().await {
        let [page, post] = fill(&sandbox).await;
        let sql = open(&sandbox).await;
        for (table, column) in [
            ("Watchers", "ContentId"),
            ("PageVersions", "PageId"),
            ("Contributors", "ContentId"),
            ("Properties", "ContentId"),
            ("UsersContentRestrictions", "ContentId"),
        ] {
            let all =
                rows(&sql, &format!("SELECT DISTINCT {column} FROM {table} WHERE SpaceKey = 'TEAM'")).await;
            assert!(all.contains(&page) && all.contains(&post), "{table}: {all:?}");
            let joined = format!(
                "SELECT DISTINCT b.Id FROM {table} x JOIN Blogposts b ON b.Id = x.{column} WHERE b.SpaceKey = 'TEAM'"
            );
            assert!(rows(&sql, &joined).await.contains(&post), "{table}");
        }
        let tasks = "SELECT PageId, BlogPostId, SpaceKey FROM Tasks WHERE Text = 'Read it'";
        let mut expected = [format!("{page}||TEAM"), format!("|{post}|TEAM")];
        expected.sort();
        assert_eq!(sorted(&sql, tasks).await, expected);
        let of_page = format!("SELECT SpaceKey FROM Tasks WHERE PageId = '{page}'");
        assert_eq!(rows(&sql, &of_page).await, ["TEAM"]);
        let labels = format!(
            "SELECT DISTINCT ContentId, ContentType, SpaceKey FROM Labels WHERE ContentId IN ('{post}', 'att99')"
        );
        assert_eq!(rows(&sql, &labels).await, [format!("{post}|blogpost|TEAM")]);
    }
}

#[tokio::test]
async fn what_lies_below_is_joined_from_either_side() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let top = sandbox.add_page(NewPage::new("TEAM", "Top of it"));
        let below = sandbox.add_page(NewPage::new("TEAM", "Below it").parent(top.clone()));
        let deep = sandbox.add_page(NewPage::new("TEAM", "Deep below it").parent(below.clone()));
        let expected = [format!("{below}|TEAM|1"), format!("{deep}|TEAM|2")];
        for from in [
            format!("Pages p JOIN PageDescendants d ON d.PageId = p.Id WHERE p.Id = '{top}'"),
            "Pages p JOIN PageDescendants d ON d.PageId = p.Id WHERE p.Title = 'Top of it'".to_owned(),
            "PageDescendants d JOIN Pages p ON d.PageId = p.Id WHERE p.Title = 'Top of it' AND p.SpaceKey = 'TEAM'"
                .to_owned(),
            "PageDescendants d, Pages p WHERE p.Id = d.PageId AND p.Title = 'Top of it'".to_owned(),
            format!("PageTree d WHERE d.PageId = '{top}' AND d.SpaceKey = 'TEAM'"),
            format!("PageDescendants d WHERE d.PageId IN (SELECT Id FROM Pages WHERE Id = '{top}')"),
            format!("PageDescendants d LEFT JOIN Pages p ON p.Id = d.Id WHERE d.PageId = '{top}'"),
        ] {
            assert_eq!(sorted(&sql, &format!("SELECT d.Id, d.SpaceKey, d.Depth FROM {from}")).await, expected, "{from}");
        }
        let joined = "SELECT COUNT(*) FROM Pages p JOIN PageDescendants d ON d.Id = p.Id WHERE d.SpaceKey = 'TEAM' \
                      AND p.Title LIKE '%ow it'";
        assert_eq!(rows(&sql, joined).await, ["2"]);
        let told =
            super::ask(&sql, "SELECT PageId FROM PageDescendants WHERE SpaceKey = 'TEAM'").await.unwrap();
        assert!(told.notes.concat().contains("has a PageId only where one is asked for"), "{told:?}");
        if sandbox.deployment() == Deployment::Cloud {
            let templates = "SELECT COUNT(*) FROM Templates t JOIN Spaces s ON s.Key = t.SpaceKey";
            let each = "SELECT COUNT(*) FROM Templates WHERE SpaceKey IN (SELECT Key FROM Spaces)";
            assert_eq!(rows(&sql, templates).await, rows(&sql, each).await);
        }
    }
}

#[tokio::test]
async fn a_status_that_is_asked_for_takes_nothing_from_a_row() {
    for sandbox in both().await {
        let [page, post] = fill(&sandbox).await;
        let sql = open(&sandbox).await;
        let columns =
            "Storage, AtlasDocFormat, PreviousVersionNumber, PreviousVersionUserName, SpaceType, URL";
        let columns = if sandbox.deployment() == Deployment::Cloud {
            columns.to_owned()
        } else {
            columns.replace("AtlasDocFormat, ", "")
        };
        for (table, id) in [("Pages", &page), ("Blogposts", &post)] {
            let of = |condition: &str| {
                format!(
                    "SELECT {columns} FROM {table} WHERE SpaceKey = 'TEAM' AND Title LIKE '%oth ways' AND {condition}"
                )
            };
            let usual = rows(&sql, &of("Id > 1")).await;
            assert_eq!(usual.len(), 1, "{usual:?}");
            assert!(usual[0].contains("|1|"), "{usual:?}");
            for condition in [
                "Status = 'current'",
                "Status IN ('current', 'trashed')",
                "Status NOT IN ('trashed')",
                "Status <> 'archived'",
                "LOWER(Status) = 'current'",
                &format!("Id = '{id}'"),
                &format!("Id = '{id}' AND Status IN ('current', 'archived')"),
            ] {
                assert_eq!(rows(&sql, &of(condition)).await, usual, "{table}: {condition}");
            }
        }
        sandbox.trash_page(&page);
        let version = "SELECT VersionNumber, PreviousVersionNumber FROM Pages WHERE SpaceKey = 'TEAM'";
        for condition in [
            "Status = 'trashed'",
            "Status IN ('trashed', 'archived')",
            "(Status = 'trashed' OR LENGTH(Title) = 1)",
            "UPPER(Status) = 'TRASHED'",
            "Status NOT IN ('current')",
        ] {
            assert_eq!(rows(&sql, &format!("{version} AND {condition}")).await.len(), 1, "{condition}");
        }
    }
}

#[tokio::test]
async fn one_of_two_pages_is_asked_for_in_every_status() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let top = sandbox.add_page(NewPage::new("TEAM", "Above"));
        sandbox.add_page(NewPage::new("TEAM", "Here still").parent(top.clone()));
        let gone = sandbox.add_page(NewPage::new("TEAM", "Gone by now").parent(top.clone()));
        sandbox.trash_page(&gone);
        let joined = |condition: &str| {
            format!(
                "SELECT p.Title, o.Title FROM Pages p JOIN Pages o ON o.SpaceKey = p.SpaceKey AND o.Title IN ('Above', 'Here still') \
                 WHERE p.SpaceKey = 'TEAM' AND {condition}"
            )
        };
        let one = sorted(&sql, &joined("p.Status NOT IN ('current') AND p.Title LIKE 'Gone%'")).await;
        assert_eq!(one, ["Gone by now|Above", "Gone by now|Here still"]);
        let other = "SELECT p.Title FROM Pages p WHERE p.SpaceKey = 'TEAM' AND p.Title LIKE '%e%' AND p.Id IN (SELECT o.Id FROM \
                     Pages o WHERE NOT (o.Status = 'current') AND o.SpaceKey = 'TEAM')";
        assert_eq!(rows(&sql, other).await, Vec::<String>::new());
        let within = "SELECT x.Title FROM (SELECT Title, Status FROM Pages WHERE SpaceKey = 'TEAM') x WHERE x.Status NOT IN ('current')";
        assert_eq!(rows(&sql, within).await, ["Gone by now"]);
        let with = "WITH x AS (SELECT * FROM Pages WHERE SpaceKey = 'TEAM') SELECT Title FROM x WHERE NOT Status = 'current'";
        assert_eq!(rows(&sql, with).await, ["Gone by now"]);
    }
}

#[tokio::test]
async fn a_run_is_about_the_rows_of_its_dry_run() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Row one").labels(["old"]).storage("<p>a</p>"));
        let other = sandbox.add_page(NewPage::new("TEAM", "Row two").storage("<p>a</p>"));
        let gone = sandbox.add_page(NewPage::new("TEAM", "Row three"));
        sandbox.trash_page(&gone);
        sandbox.add_comment(&page, None, "<p>Hm</p>", Person::ALAN);
        for sql in [
            format!("INSERT INTO Labels (ContentId, LabelName) SELECT Id, 'new' FROM Pages WHERE Id IN ('{page}', '{other}')"),
            format!("INSERT INTO Comments (ContainerId, Markdown) VALUES ('{page}', 'x')"),
            "UPDATE Pages SET Title = Title + '!' WHERE SpaceKey = 'TEAM' AND Title LIKE 'Row %'".to_owned(),
            "UPDATE TOP (1) Pages SET Title = Title + '?' WHERE SpaceKey = 'TEAM' AND Title LIKE 'Row %' ORDER BY Title".to_owned(),
            format!("UPDATE Comments SET Markdown = 'y' WHERE ContainerId = '{page}'"),
            "WITH x AS (SELECT Id FROM Pages WHERE Title LIKE 'Row one%' AND SpaceKey = 'TEAM') DELETE FROM Labels WHERE ContentId IN (SELECT Id FROM x) AND LabelName = 'old'".to_owned(),
            "DELETE FROM Pages WHERE SpaceKey = 'TEAM' AND Title LIKE 'Row %' AND Status NOT IN ('trashed')".to_owned(),
        ] {
            let mut told = Vec::new();
            for dry_run in [true, false] {
                let text = session.good("confluence_run_nonquery", json!({"sql": sql, "dry_run": dry_run})).await;
                told.push(serde_json::from_str::<Json>(&text[0]).unwrap());
            }
            let ids = |told: &Json| -> Vec<Json> {
                told["rows"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect()
            };
            let (dry, run) = (ids(&told[0]), ids(&told[1]));
            assert!(!dry.is_empty(), "{sql}: {told:?}");
            assert_eq!(dry.len(), run.len(), "{sql}: {told:?}");
            assert_eq!(told[1]["affected"], run.len(), "{sql}: {told:?}");
            // What is new has no id before.
            let known = dry.iter().zip(&run).filter(|(dry, _)| !dry.is_null());
            known.for_each(|(dry, run)| assert_eq!(dry, run, "{sql}: {told:?}"));
            assert!(sql.contains("INSERT INTO Comments") || !dry[0].is_null(), "{sql}: {told:?}");
        }
    }
}
