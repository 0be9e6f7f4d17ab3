//! Models that say what the migrations make.
#![allow(dead_code)]

use covet::Model;

covet::migrations!(static MIGRATIONS = "./../fixtures/models");

#[derive(covet::Model)]
#[covet(migrations = "./../fixtures/models")]
struct Org {
    id: i64,
    #[covet(length = 80)]
    name: String,
    #[covet(length = 9, unique)]
    code: String,
}

type Moment = DateTime<()>;
struct DateTime<T>(T);
struct Json<T>(T);
struct Uuid;
struct Decimal;
struct NaiveDate;

mod inner {
    use super::{DateTime, Moment};

    #[derive(Debug, covet::Model)]
    #[covet(migrations = "./../fixtures/models")]
    pub struct User<'a> {
        pub id: i64,
        #[covet(references = "orgs", on_delete = "set_null", index)]
        pub org_id: Option<i64>,
        #[covet(length = 120, unique)]
        pub email: &'a str,
        pub bio: Option<String>,
        #[covet(default = true)]
        pub is_active: bool,
        pub created_at: DateTime<()>,
        #[covet(type = "timestamp_tz")]
        pub updated_at: Moment,
        #[covet(skip)]
        pub cart: Vec<Vec<u8>>,
    }

    impl std::fmt::Debug for DateTime<()> {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            Ok(())
        }
    }
}

#[derive(Model)]
#[covet(migrations = "./../fixtures/models", index(day, r#type), check("price >= 0", name = "ck_samples_price"))]
struct Sample {
    id: Uuid,
    r#type: i32,
    #[covet(precision = 10, scale = 2, default = 0)]
    price: Decimal,
    #[covet(one_of("open", "paid"), default = "open")]
    state: String,
    settings: Json<Vec<u8>>,
    picture: Option<Vec<u8>>,
    day: NaiveDate,
    #[covet(sql_type(any = "text", postgres = "citext"))]
    code: String,
    // What is there under some features only counts all the same.
    #[cfg(any())]
    only_somewhere: i32,
}

// Nothing is compared with a table that others make.
#[derive(Model)]
#[covet(unmanaged, migrations = "./../fixtures/models", table = "audit.entries")]
struct Entry {
    id: i64,
}

// The crate has no directory `migrations`.
#[derive(Model)]
struct Elsewhere {
    id: i64,
}

fn main() {
    #[derive(Model)]
    struct Local {
        id: i64,
    }
    assert_eq!(<inner::User<'_> as Model>::TABLE, "users");
    assert_eq!(Sample::COLUMNS[..3], ["id", "type", "price"]);
    assert_eq!((Entry::TABLE, Local::TABLE, Elsewhere::COLUMNS), ("audit.entries", "locals", &["id"][..]));
    assert_eq!(Org::COLUMNS.len(), 3);
    let _ = &MIGRATIONS;
}
