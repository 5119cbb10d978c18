//! Random queries against the virtual tables and against the same rows in plain tables of SQLite: the same results.

use confluence_client::sql::{QueryLimits, Sql, Value};
use fastrand::Rng;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use tests::sandbox::{NewPage, Person, Sandbox};

use super::{both, open, shown};

/// Tables and the columns by which they are queried.
const TABLES: &[(&str, &[&str])] = &[
    (
        "Pages",
        &[
            "Id",
            "Title",
            "SpaceKey",
            "ParentId",
            "CreatedDate",
            "CreatedByAccountId",
            "LastUpdatedDatetime",
            "VersionNumber",
            "IsLatest",
        ],
    ),
    ("Spaces", &["Key", "Name", "Type", "Status", "HomepageId"]),
    ("Labels", &["ContentId", "ContentType", "SpaceKey", "LabelName", "LabelPrefix"]),
    (
        "Comments",
        &["Id", "ContainerId", "SpaceKey", "Location", "CreatedDate", "CreatedByAccountId", "VersionNumber"],
    ),
    ("Attachments", &["Id", "Title", "ContainerId", "SpaceKey", "MediaType", "FileSize"]),
];

/// Columns of which one leads to the other.
const JOINS: &[(&str, &str, &str, &str)] = &[
    ("Pages", "SpaceKey", "Spaces", "Key"),
    ("Labels", "ContentId", "Pages", "Id"),
    ("Pages", "Id", "Labels", "ContentId"),
    ("Pages", "Id", "Comments", "ContainerId"),
    ("Comments", "ContainerId", "Pages", "Id"),
    ("Pages", "Id", "Attachments", "ContainerId"),
    ("Pages", "ParentId", "Pages", "Id"),
    ("Spaces", "HomepageId", "Pages", "Id"),
];

/// How many queries on each deployment. With a thousand it was run once; the seed is the same.
const QUERIES: usize = 400;

async fn copied(sql: &Sql) -> (Connection, Vec<Vec<String>>) {
    let plain = Connection::open_in_memory().unwrap();
    let mut literals = Vec::new();
    for (table, columns) in TABLES {
        let about = sql.columns(table).unwrap();
        let declared: Vec<String> = columns
            .iter()
            .map(|name| {
                let column = about.iter().find(|column| column.name == *name).unwrap();
                let kind = if column.kind == "TIMESTAMP" { "TEXT" } else { column.kind };
                format!("{name} {kind}{}", if column.any_case { " COLLATE NOCASE" } else { "" })
            })
            .collect();
        plain.execute_batch(&format!("CREATE TABLE {table} ({})", declared.join(", "))).unwrap();
        let rows = sql
            .query(format!("SELECT {} FROM {table}", columns.join(", ")))
            .rows()
            .await
            .unwrap()
            .all()
            .await
            .unwrap();
        assert!(rows.len() > 2, "{table}");
        let places: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
        let mut insert =
            plain.prepare(&format!("INSERT INTO {table} VALUES ({})", places.join(", "))).unwrap();
        for (at, _) in columns.iter().enumerate() {
            literals.push(rows.iter().map(|row| literal(&row[at])).collect());
        }
        for row in rows {
            insert.execute(rusqlite::params_from_iter(row.iter().map(plain_value))).unwrap();
        }
    }
    (plain, literals)
}

fn plain_value(value: &Value) -> rusqlite::types::Value {
    match value {
        Value::Integer(number) => (*number).into(),
        Value::Real(number) => (*number).into(),
        Value::Text(text) => text.clone().into(),
        Value::Boolean(truth) => i64::from(*truth).into(),
        _ => rusqlite::types::Value::Null,
    }
}

fn literal(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Boolean(truth) => i64::from(*truth).to_string(),
        other => other.to_string(),
    }
}

struct Maker<'a> {
    random: Rng,
    literals: &'a [Vec<String>],
}

impl Maker<'_> {
    fn pick<'t, T>(&mut self, among: &'t [T]) -> &'t T {
        &among[self.random.usize(..among.len())]
    }

    fn value(&mut self, table: &str, column: &str) -> String {
        let before: usize =
            TABLES.iter().take_while(|(name, _)| *name != table).map(|(_, columns)| columns.len()).sum();
        let columns = TABLES.iter().find(|(name, _)| *name == table).unwrap().1;
        let at = before + columns.iter().position(|name| *name == column).unwrap();
        let values = &self.literals[at];
        values[self.random.usize(..values.len())].clone()
    }

    fn condition(&mut self, table: &str, alias: &str, depth: usize) -> String {
        if depth > 0 && self.random.usize(..3) == 0 {
            let (one, two) =
                (self.condition(table, alias, depth - 1), self.condition(table, alias, depth - 1));
            let joined = if self.random.bool() { "AND" } else { "OR" };
            let not = if self.random.usize(..6) == 0 { "NOT " } else { "" };
            return format!("{not}({one} {joined} {two})");
        }
        let columns = TABLES.iter().find(|(name, _)| *name == table).unwrap().1;
        let column = *self.pick(columns);
        let (value, other) = (self.value(table, column), self.value(table, column));
        let text = value
            .trim_matches('\'')
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .take(3)
            .collect::<String>();
        match self.random.usize(..10) {
            0..=2 => format!("{alias}.{column} = {value}"),
            3 => format!("{alias}.{column} <> {value}"),
            4 => format!("{alias}.{column} IN ({value}, {other})"),
            5 => format!("{alias}.{column} {} {value}", self.pick(&["<", "<=", ">", ">="])),
            6 => format!("{alias}.{column} BETWEEN {value} AND {other}"),
            7 => format!("{alias}.{column} LIKE '{text}%'"),
            8 => format!("{alias}.{column} IS {}NULL", if self.random.bool() { "NOT " } else { "" }),
            _ => format!("{alias}.{column} NOT IN ({value}, {other})"),
        }
    }

    fn query(&mut self) -> String {
        let limit = if self.random.usize(..4) == 0 {
            format!(" LIMIT {}", self.random.usize(1..8))
        } else {
            String::new()
        };
        match self.random.usize(..4) {
            0 => {
                let (one, left, two, right) = *self.pick(JOINS);
                let kind = if self.random.usize(..3) == 0 { "LEFT JOIN" } else { "JOIN" };
                let (a, b) = (self.column(one, "a"), self.column(two, "b"));
                let filter = self.condition(one, "a", 1);
                let more = if self.random.bool() {
                    format!(" AND {}", self.condition(two, "b", 0))
                } else {
                    String::new()
                };
                format!(
                    "SELECT {a}, {b}, a.{left} FROM {one} a {kind} {two} b ON b.{right} = a.{left}{more} WHERE {filter} \
                     ORDER BY 1, 2, 3{limit}"
                )
            }
            1 => {
                let (table, _) = *self.pick(TABLES);
                let by = self.column(table, "t");
                let filter = self.condition(table, "t", 2);
                format!(
                    "SELECT {by}, COUNT(*), MIN({by}) FROM {table} t WHERE {filter} GROUP BY 1 ORDER BY 1, 2{limit}"
                )
            }
            2 => {
                let (one, left, two, right) = *self.pick(JOINS);
                let a = self.column(one, "a");
                let not = if self.random.bool() { "NOT " } else { "" };
                let inner = self.condition(two, "b", 1);
                format!(
                    "SELECT {a} FROM {one} a WHERE a.{left} {not}IN (SELECT b.{right} FROM {two} b WHERE b.{right} IS NOT NULL AND {inner}) \
                     ORDER BY 1{limit}"
                )
            }
            _ => {
                let (table, _) = *self.pick(TABLES);
                let (one, two) = (self.column(table, "t"), self.column(table, "t"));
                let filter = self.condition(table, "t", 2);
                let distinct = if self.random.usize(..4) == 0 { "DISTINCT " } else { "" };
                let order = if self.random.bool() { "ORDER BY 1 DESC, 2" } else { "ORDER BY 1, 2" };
                format!("SELECT {distinct}{one}, {two} FROM {table} t WHERE {filter} {order}{limit}")
            }
        }
    }

    fn column(&mut self, table: &str, alias: &str) -> String {
        let columns = TABLES.iter().find(|(name, _)| *name == table).unwrap().1;
        format!("{alias}.{}", self.pick(columns))
    }
}

fn plainly(plain: &Connection, query: &str) -> Vec<String> {
    let mut statement = plain.prepare(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    let width = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let mut found = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let values: Vec<Value> = (0..width)
            .map(|at| match row.get_ref(at).unwrap() {
                ValueRef::Integer(number) => Value::Integer(number),
                ValueRef::Real(number) => Value::Real(number),
                ValueRef::Text(text) => Value::from(String::from_utf8_lossy(text).into_owned()),
                _ => Value::Null,
            })
            .collect();
        found.push(shown(&values));
    }
    found
}

fn fill(sandbox: &Sandbox) {
    for number in 0..30 {
        let space = ["DOCS", "TEAM"][number % 2];
        let author = [Person::GRACE, Person::ALAN][number % 2];
        let page = NewPage::new(space, &format!("Page {number:02} of {space}")).author(author);
        let page = sandbox.add_page(page.labels([["even", "odd"][number % 2], "random"]));
        sandbox.backdate(&page, std::time::Duration::from_secs(86_400 * number as u64));
        if number % 5 == 0 {
            sandbox.add_comment(&page, None, "<p>Hm</p>", Person::ALAN);
            sandbox.add_attachment(&page, &format!("file{number}.txt"), "text/plain", b"text");
        }
    }
}

#[tokio::test]
async fn the_engine_answers_as_plain_tables_do() {
    for (seed, sandbox) in both().await.into_iter().enumerate() {
        fill(&sandbox);
        let sql = open(&sandbox).await;
        let (plain, literals) = copied(&sql).await;
        let mut maker = Maker { random: Rng::with_seed(1600 + seed as u64), literals: &literals };
        for _ in 0..QUERIES {
            let query = maker.query();
            let expected = plainly(&plain, &query);
            let rows = sql.query(query.clone()).limits(QueryLimits::new().requests(3000)).rows().await;
            let rows = match rows {
                Ok(rows) => rows.all().await,
                Err(error) => Err(error),
            };
            let found: Vec<String> = rows
                .unwrap_or_else(|error| panic!("{query}: {error}"))
                .iter()
                .map(|row| {
                    let plain: Vec<Value> = row
                        .iter()
                        .map(|value| match value {
                            Value::Boolean(truth) => Value::from(i64::from(*truth)),
                            other => other.clone(),
                        })
                        .collect();
                    shown(&plain)
                })
                .collect();
            // Rows that compare equal without regard to case may change places.
            let sorted = |mut rows: Vec<String>| {
                rows.sort();
                rows
            };
            assert_eq!(sorted(found), sorted(expected), "{query}");
        }
    }
}
