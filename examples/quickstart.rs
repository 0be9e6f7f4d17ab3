//! The sample migrations on a database: applied, used, rolled back by one step, and applied again.
//!
//! ```text
//! cargo run --example quickstart                       # an SQLite file, target/quickstart.db
//! DATABASE_URL=postgres://user:secret@localhost/app cargo run --example quickstart --features postgres
//! DATABASE_URL=mysql://user:secret@localhost/app cargo run --example quickstart --features mysql
//! ```
//!
//! The migrations are in the binary. It runs wherever it is copied to, without the directory `migrations`.

use std::process::ExitCode;

use covet::Model;

covet::migrations!(pub static MIGRATIONS);

/// What a user may do. Try another length, or one field more: the build says which migration is missing.
#[derive(Model)]
#[covet(app = "auth")]
#[expect(
    dead_code,
    reason = "the tour reads tuples, so that one text serves all drivers; yours derives `sqlx::FromRow` as well"
)]
struct Role {
    id: i64,
    #[covet(length = 40, unique)]
    name: String,
}

/// Where the example keeps its rows unless `DATABASE_URL` says otherwise.
const SQLITE: &str = "sqlite://target/quickstart.db?mode=rwc";

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// The tour on a pool of one kind of database; sqlx has a type for each.
macro_rules! tour {
    ($pool:ty, $url:expr) => {{
        let pool = <$pool>::connect($url).await?;

        println!("Applying what is pending:");
        println!("{}\n", MIGRATIONS.run(&pool).await?);

        let roles = format!("SELECT {} FROM {} ORDER BY id", Role::COLUMNS.join(", "), Role::TABLE);
        let roles: Vec<(i64, String)> = sqlx::query_as(sqlx::AssertSqlSafe(roles)).fetch_all(&pool).await?;
        println!("Roles: {}\n", roles.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(", "));

        println!("Writing a post and reading what there is:");
        let (count,): (i64,) = sqlx::query_as("SELECT count(*) FROM users").fetch_one(&pool).await?;
        for sql in rows(count + 1) {
            sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&pool).await?;
        }
        let newest = "SELECT users.email, posts.slug FROM posts \
                      JOIN users ON users.id = posts.author_id ORDER BY posts.id DESC LIMIT 3";
        let posts: Vec<(String, String)> = sqlx::query_as(newest).fetch_all(&pool).await?;
        for (email, slug) in posts {
            println!("  {slug} by {email}");
        }

        println!("\nThe state of the database:");
        println!("{}\n", MIGRATIONS.status(&pool).await?);

        println!("One step back:");
        println!("{}\n", MIGRATIONS.rollback(&pool, 1).await?);

        println!("And forward again:");
        println!("{}", MIGRATIONS.run(&pool).await?);
        pool.close().await;
        Ok(())
    }};
}

/// A user and a post of theirs, as SQL that every database understands.
fn rows(number: i64) -> [String; 2] {
    [
        format!("INSERT INTO users (email, name) VALUES ('reader{number}@example.org', 'Reader {number}')"),
        format!(
            "INSERT INTO posts (author_id, title, body, slug) \
             SELECT id, 'Hello', 'A first post.', 'hello-{number}' FROM users \
             WHERE email = 'reader{number}@example.org'"
        ),
    ]
}

async fn tour(url: &str) -> Outcome {
    match url.split(':').next().unwrap_or_default() {
        #[cfg(feature = "sqlite")]
        "sqlite" => tour!(sqlx::SqlitePool, url),
        #[cfg(feature = "postgres")]
        "postgres" | "postgresql" => tour!(sqlx::PgPool, url),
        #[cfg(feature = "mysql")]
        "mysql" | "mariadb" => tour!(sqlx::MySqlPool, url),
        scheme => {
            Err(format!("no driver for `{scheme}:` is built in: add `--features postgres` or `--features mysql`")
                .into())
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let given = std::env::var("DATABASE_URL").ok();
    if given.is_none() && std::fs::create_dir_all("target").is_err() {
        eprintln!("error: cannot create the folder `target` for the database; set DATABASE_URL");
        return ExitCode::FAILURE;
    }
    match tour(given.as_deref().unwrap_or(SQLITE)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
