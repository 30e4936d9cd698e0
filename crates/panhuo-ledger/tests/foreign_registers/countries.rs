//! Registers with the headers and conventions of many countries.

use panhuo::SiteKind;
use panhuo::attribute::{
    CEILING_HEIGHT, FLOOR_AREA, FOOTPRINT_AREA, OWNER_CLASS, PRICE, REMARKS, SITE_AREA, YEAR_BUILT,
};
use panhuo::interval::{MissingReason, ReportedValue};
use panhuo_ledger::IssueCode;

use crate::reading::*;

#[test]
fn the_national_set_of_british_brownfields() {
    let ledgers = land("\
dataset,end-date,entity,entry-date,geometry,name,organisation-entity,point,prefix,reference,start-date,typology,deliverable,hectares,maximum-net-dwellings,minimum-net-dwellings,notes,ownership-status,planning-permission-date,planning-permission-history,planning-permission-status,planning-permission-type,site-address,site-plan-url
brownfield-land,,1700001,2023-12-07,,,90,POINT (-2.244644 53.483959),brownfield-land,BL/001,2017-12-20,geography,yes,0.42,40,20,Cleared,owned-by-a-public-authority,2019-03-01,https://example.org/1,permissioned,full-planning-permission,\"Land at Mill Street, Ancoats\",https://example.org/p1
brownfield-land,2021-04-01,1700002,2022-01-31,,,90,POINT (-2.231 53.47),brownfield-land,BL/002,2017-12-20,geography,,1.3,,65,,not-owned-by-a-public-authority,,,not-permissioned,,Former depot Pollard Street,
");
    assert_eq!(ledgers.sites().len(), 2, "{}", reported(&ledgers));
    references(&ledgers, &["BL/001", "BL/002"]);
    values(&ledgers, SITE_AREA, &[4200.0, 13_000.0]);
    near(&ledgers.sites()[0], -2.244_644, 53.483_959, &ledgers);
    near(&ledgers.sites()[1], -2.231, 53.47, &ledgers);
    means(&ledgers, "site-address", "address");
    means(&ledgers, "ownership-status", "owner_class");
    means(&ledgers, "point", "geometry");
    // Kept as written: a planning status is not a planning permission.
    means(&ledgers, "planning-permission-type", "");
    means(&ledgers, "planning-permission-history", "");
    means(&ledgers, "start-date", "");
    means(&ledgers, "entry-date", "as_of");
    let public = |at: usize| {
        let owners = ledgers.sites()[at].choices(OWNER_CLASS).positions();
        let mut names = owners.map(|at| OWNER_CLASS.categories()[at].name);
        (names.any(|name| name == "state"), names.next().is_some())
    };
    // `not owned by a public authority` may be any other owner.
    assert_eq!(public(0), (true, false), "{}", reported(&ledgers));
    assert_eq!(public(1), (false, false), "{}", reported(&ledgers));
    assert!(ledgers.sites()[1].choices(OWNER_CLASS).positions().count() > 1);
    // 2023-12-07.
    let as_of = ledgers.sites()[0].as_of.map(|day| day.low());
    assert_eq!(as_of, Some(19_698.0), "{}", reported(&ledgers));
}

#[test]
fn a_british_register_with_a_grid_reference_in_two_columns() {
    let ledgers = land(
        "\
Brownfield sites monitoring 2022,,,,,,,,
Site Ref No.,Site Name,Ward,Grid Ref (Easting),Grid Ref (Northing),Site Area (ha),Current Use,Owner,Comments
B/12,Canal Wharf,Ladywood,405900,286700,0.74,Vacant warehouse,Canal & River Trust,
B/13,Old Tram Depot,Nechells,409350,288200,2.05,Cleared,n/k,Contaminated
",
    );
    names(&ledgers, &["Canal Wharf", "Old Tram Depot"]);
    references(&ledgers, &["B/12", "B/13"]);
    values(&ledgers, SITE_AREA, &[7400.0, 20_500.0]);
    means(&ledgers, "Grid Ref (Easting)", "easting");
    means(&ledgers, "Grid Ref (Northing)", "northing");
}

#[test]
fn a_spanish_inventory_of_industrial_land() {
    let ledgers = land(
        "\
Inventario de suelo industrial vacante;;;;;;;
Nº;Denominación;Municipio;Superficie del suelo;Superficie construida (m²);Precio de venta (€);Estado;Observaciones
1;Antigua harinera;Alcañiz;8.250,75 m2;1.430,00;s/d;Vacante;Cubierta en mal estado
2;Nave Polígono La Red;Valdelagua;1.000 m2;620;a consultar;Vacante;
3;Parcela 14;Calamocha;2,5 ha;s/d;;Edificable;
;Total;;;2.050,00;;;
",
    );
    names(
        &ledgers,
        &["Antigua harinera", "Nave Polígono La Red", "Parcela 14"],
    );
    values(&ledgers, SITE_AREA, &[8250.75, 1000.0, 25_000.0]);
    values(&ledgers, FLOOR_AREA, &[1430.0, 620.0, UNKNOWN]);
    assert!(
        !has(&ledgers, IssueCode::Illegible),
        "{}",
        reported(&ledgers)
    );
    sums(&ledgers, 1);
}

#[test]
fn an_american_land_bank() {
    let ledgers = land(
        "\
Parcel Number,Property Address,Neighborhood,Lot SqFt,Lot Frontage (ft),Zoned As,Year Built,Status,Asking Price
14-22-301-007,2218 Maple Ave,Eastside,\"6,534\",45,R-2,,Available,\"$1,500\"
14-22-301-012,2230 Maple Ave,Eastside,5005,38.5,R-2,1924,Pending,N/A
",
    );
    assert_eq!(ledgers.sites().len(), 2, "{}", reported(&ledgers));
    references(&ledgers, &["14-22-301-007", "14-22-301-012"]);
    // About 607.0 and 465.0 square metres.
    values(
        &ledgers,
        SITE_AREA,
        &[6534.0 * SQUARE_FOOT, 5005.0 * SQUARE_FOOT],
    );
    values(&ledgers, PRICE, &[UNKNOWN, UNKNOWN]);
    means(&ledgers, "Property Address", "address");
}

#[test]
fn a_german_list_of_vacant_halls() {
    let ledgers = read(
        SiteKind::IdleFactory,
        "\
Leerstandskataster Gewerbe, Stand 03/2024;;;;;;;;
Objekt;Ort;Straße;Grundstücksgröße (m²);Hallenfläche (qm);Hallenhöhe (m);Baujahr;Kaufpreis;Ansprechpartner/in
Ehem. Möbelwerk;Lemgo;Lagesche Str. 15;12.400;ca. 5.300;6,50;1968;k. A.;Fr. Otto, Tel. 05261 213-0
Druckerei Brandt;Detmold;Industriestr. 3;3.150,5;1.980;k.A.;1975;auf Anfrage;k.A.
Summe;;;15.550,5;7.280;;;;
",
    );
    names(&ledgers, &["Ehem. Möbelwerk", "Druckerei Brandt"]);
    values(&ledgers, SITE_AREA, &[12_400.0, 3150.5]);
    let floor = ledgers.sites()[0].interval(FLOOR_AREA);
    assert!(
        floor.low() < 5300.0 && floor.high() > 5300.0 && floor.high() < 6000.0,
        "{}",
        reported(&ledgers)
    );
    assert_eq!(
        ledgers.sites()[1].interval(FLOOR_AREA).value(),
        Some(1980.0)
    );
    values(&ledgers, CEILING_HEIGHT, &[6.5, UNKNOWN]);
    let height = &ledgers.sites()[1].facts[&CEILING_HEIGHT].value;
    assert_eq!(*height, ReportedValue::Unknown(MissingReason::NotReported));
    let price = |at: usize| ledgers.sites()[at].facts.get(&PRICE).map(|f| &f.value);
    assert_eq!(
        price(0),
        Some(&ReportedValue::Unknown(MissingReason::NotReported))
    );
    assert_eq!(
        price(1),
        Some(&ReportedValue::Unknown(MissingReason::Negotiable))
    );
    // 1968-01-01.
    let built = ledgers.sites()[0].interval(YEAR_BUILT);
    assert_eq!((built.low(), built.high()), (-731.0, -366.0));
    assert!(
        ledgers.sites()[1].contacts.is_empty(),
        "{}",
        reported(&ledgers)
    );
    sums(&ledgers, 1);
}

#[test]
fn an_italian_survey_of_disused_areas() {
    let ledgers = land("\
CENSIMENTO AREE DISMESSE;;;;;;;;
N.;Denominazione area;Comune;Indirizzo;Superficie territoriale (mq);Superficie coperta (mq);Attività precedente;Proprietà;Note
1;Ex Cotonificio Olcese;Novara;Via Wild 8;34.560;12.300,50;Tessile;Privata;Amianto in copertura
2;Ex Macello;Vercelli;Corso Salamano;7.825;n.d.;Macello;Pubblica;
TOTALE;;;;42.385;;;;
");
    names(&ledgers, &["Ex Cotonificio Olcese", "Ex Macello"]);
    values(&ledgers, SITE_AREA, &[34_560.0, 7825.0]);
    values(&ledgers, FOOTPRINT_AREA, &[12_300.5, UNKNOWN]);
    means(&ledgers, "Note", "remarks");
    assert_eq!(
        ledgers.sites()[0].facts[&REMARKS].value,
        ReportedValue::Text("Amianto in copertura".into())
    );
    sums(&ledgers, 1);
}

#[test]
fn a_portuguese_exchange_of_plots() {
    let ledgers = land(
        "\
N.º;Designação;Freguesia;Área do terreno (m²);Área de construção;Preço;Coordenadas;Observações
1;Lote 7 - Zona Industrial;Mangualde;12.500,00;n/d;sob consulta;\"40,6045; -7,7621\";
2;Antiga Cerâmica;Tondela;8.040;2.310 m²;n/d;;Com licença
Total;;;20.540,00;;;;
",
    );
    names(&ledgers, &["Lote 7 - Zona Industrial", "Antiga Cerâmica"]);
    values(&ledgers, SITE_AREA, &[12_500.0, 8040.0]);
    values(&ledgers, FLOOR_AREA, &[UNKNOWN, 2310.0]);
    let price = |at: usize| ledgers.sites()[at].facts.get(&PRICE).map(|f| &f.value);
    assert_eq!(
        price(0),
        Some(&ReportedValue::Unknown(MissingReason::Negotiable))
    );
    assert_eq!(
        price(1),
        Some(&ReportedValue::Unknown(MissingReason::NotReported))
    );
    near(&ledgers.sites()[0], -7.7621, 40.6045, &ledgers);
    sums(&ledgers, 1);
}

#[test]
fn a_dutch_list_of_empty_premises() {
    let ledgers = read(
        SiteKind::IdleFactory,
        "\
Naam;Gemeente;Adres;Perceeloppervlakte (m²);Vloeroppervlakte (m² bvo);Vrije hoogte (m);Bouwjaar;Leeg sinds;Opmerkingen
Voormalige melkfabriek;Bedum;Wilhelminalaan 9;8.450;4.120;5,2;1951;2016;Asbest
Loods Havenweg;Delfzijl;Havenweg 22;2.300;1.875;onbekend;1989;mrt-19;
Totaal;;;10.750;5.995;;;;
",
    );
    names(&ledgers, &["Voormalige melkfabriek", "Loods Havenweg"]);
    values(&ledgers, SITE_AREA, &[8450.0, 2300.0]);
    values(&ledgers, FLOOR_AREA, &[4120.0, 1875.0]);
    values(&ledgers, CEILING_HEIGHT, &[5.2, UNKNOWN]);
    means(&ledgers, "Opmerkingen", "remarks");
    means(&ledgers, "Leeg sinds", "idle_since");
    sums(&ledgers, 1);
}

#[test]
fn a_czech_database_of_brownfields() {
    let ledgers = land("\
Poř. č.;Název lokality;Obec;Kraj;Rozloha areálu (ha);Zastavěná plocha (m²);Původní využití;Kupní cena;GPS;Poznámka
1;Areál cukrovaru;Vrdy;Středočeský;12,35;18 400;Průmysl;dohodou;\"49.9210N, 15.4712E\";
2;Kasárna;Uničov;Olomoucký;3,1;6 250,5;Armáda;neuvedeno;;zčásti v nájmu
Celkem;;;;15,45;24 650,5;;;;
");
    names(&ledgers, &["Areál cukrovaru", "Kasárna"]);
    values(&ledgers, SITE_AREA, &[123_500.0, 31_000.0]);
    values(&ledgers, FOOTPRINT_AREA, &[18_400.0, 6250.5]);
    let price = |at: usize| ledgers.sites()[at].facts.get(&PRICE).map(|f| &f.value);
    assert_eq!(
        price(0),
        Some(&ReportedValue::Unknown(MissingReason::Negotiable)),
        "{}",
        reported(&ledgers)
    );
    assert_eq!(
        price(1),
        Some(&ReportedValue::Unknown(MissingReason::NotReported))
    );
    near(&ledgers.sites()[0], 15.4712, 49.9210, &ledgers);
    sums(&ledgers, 1);
}

#[test]
fn a_japanese_list_of_empty_factories() {
    let ledgers = read(
        SiteKind::IdleFactory,
        "\
空き工場・倉庫情報一覧,,,,,,,,
番号,物件名,所在地,敷地面積,延床面積(㎡),天井高,建築年,賃料,備考
1,旧山田製作所,長野県岡谷市田中町1-2-3,500坪,\"1,240.5\",6.5m,昭和55年,応相談,クレーン2.8t
2,湊倉庫,長野県岡谷市湊4-5,\"2,310.00㎡\",980,不明,平成3年3月,応相談,
3,小川繊維,長野県岡谷市本町8,1200㎡,,,令和元年5月,,
合計,3件,,,\"2,220.5\",,,,
",
    );
    names(&ledgers, &["旧山田製作所", "湊倉庫", "小川繊維"]);
    values(&ledgers, SITE_AREA, &[500.0 * PING, 2310.0, 1200.0]);
    values(&ledgers, FLOOR_AREA, &[1240.5, 980.0, UNKNOWN]);
    values(&ledgers, CEILING_HEIGHT, &[6.5, UNKNOWN, UNKNOWN]);
    let built = |at: usize| {
        let built = ledgers.sites()[at].interval(YEAR_BUILT);
        (built.low(), built.high())
    };
    // 1980, March 1991 and May 2019.
    assert_eq!(built(0), (3652.0, 4017.0), "{}", reported(&ledgers));
    assert_eq!(built(1), (7729.0, 7759.0), "{}", reported(&ledgers));
    assert_eq!(built(2), (18_017.0, 18_047.0), "{}", reported(&ledgers));
    means(&ledgers, "備考", "remarks");
    sums(&ledgers, 1);
}

#[test]
fn a_taiwanese_list_of_public_land() {
    let ledgers = land(
        "\
閒置公有土地清冊,,,,,,,
項次,鄉鎮市區,地段地號,面積(平方公尺),使用分區,管理機關,現況,備註
1,斗六市,大潭段 123-4 地號,\"3,456.78\",乙種工業區,雲林縣政府,空地,
2,虎尾鎮,墾地段 55、56 地號,0.8公頃,農業區,虎尾鎮公所,閒置,部分遭占用
合計,2筆,,\"11,456.78\",,,,
",
    );
    assert_eq!(ledgers.sites().len(), 2, "{}", reported(&ledgers));
    values(&ledgers, SITE_AREA, &[3456.78, 8000.0]);
    references(&ledgers, &["大潭段 123-4 地號", "墾地段 55、56 地號"]);
    sums(&ledgers, 1);
}

#[test]
fn a_vietnamese_list_of_idle_projects() {
    let ledgers = land(
        "\
STT;Tên dự án;Địa chỉ;Diện tích (ha);Chủ đầu tư;Hiện trạng;Số điện thoại;Ghi chú
1;Nhà máy gạch Tân Phú;Xã Tân Phú, huyện Đồng Phú;2,35;Công ty TNHH An Bình;Bỏ trống;0271 3888 999;
2;Kho lạnh Bến Lức;Thị trấn Bến Lức;12.500 m2;Không rõ;Ngừng hoạt động;;Đã thu hồi
Tổng cộng;;;3,6;;;;
",
    );
    names(&ledgers, &["Nhà máy gạch Tân Phú", "Kho lạnh Bến Lức"]);
    values(&ledgers, SITE_AREA, &[23_500.0, 12_500.0]);
    means(&ledgers, "Địa chỉ", "address");
    means(&ledgers, "Ghi chú", "remarks");
    assert_eq!(
        ledgers.sites()[0].contacts[0].telephone,
        "0271 3888 999",
        "{}",
        reported(&ledgers)
    );
    sums(&ledgers, 1);
}

#[test]
fn a_sum_that_counts_its_parcels_is_no_site() {
    let ledgers = land(
        "\
序号,宗地名称,坐落,面积（公顷）
1,纸箱厂地块,城关镇,1.2
2,农机站地块,河西镇,0.8
合计,2宗,,2.0
",
    );
    names(&ledgers, &["纸箱厂地块", "农机站地块"]);
    sums(&ledgers, 1);
    // A row with a name of its own is a site.
    let named = land("类别,地块名称,面积（亩）\n累计,老粮库,12\n存量,砖厂,20\n");
    names(&named, &["老粮库", "砖厂"]);
}

#[test]
fn words_for_unknown_values() {
    let missing = [
        "s/d",
        "S/D",
        "s.d.",
        "n/d",
        "N.D.",
        "n.d",
        "n.c.",
        "NC",
        "k.A.",
        "k. A.",
        "n/k",
        "n.v.t.",
        "sin dato",
        "sin datos",
        "keine Angabe",
        "non communiqué",
        "neuvedeno",
        "onbekend",
        "desconocido",
        "inconnu",
        "unbekannt",
        "brak danych",
        "brak",
        "不明",
        "未詳",
        "không rõ",
    ];
    let mut text = "Name;Site area (ha);Ceiling height (m)\n".to_owned();
    for (at, word) in missing.iter().enumerate() {
        text += &format!("Works {at};{word};{word}\n");
    }
    let ledgers = read(SiteKind::IdleFactory, &text);
    assert_eq!(
        ledgers.sites().len(),
        missing.len(),
        "{}",
        reported(&ledgers)
    );
    for (site, word) in ledgers.sites().iter().zip(missing) {
        for attribute in [SITE_AREA, CEILING_HEIGHT] {
            let reading = site.facts.get(&attribute).map(|fact| &fact.value);
            assert_eq!(
                reading,
                Some(&ReportedValue::Unknown(MissingReason::NotReported)),
                "{word}\n{}",
                reported(&ledgers)
            );
        }
    }
    assert!(
        !has(&ledgers, IssueCode::Illegible),
        "{}",
        reported(&ledgers)
    );
}

#[test]
fn decimal_commas_show_in_any_column_with_a_unit() {
    // The green area is no attribute, but its column is measured, and 12.500 means 12,500 there.
    let ledgers = land(
        "\
Bezeichnung;Fläche (m²);Grünanteil (ha)
Ziegelei;12.500;0,45
Gaswerk;8.000;1,2
",
    );
    values(&ledgers, SITE_AREA, &[12_500.0, 8000.0]);
    let points = land("Bezeichnung;Fläche (m²);Nummer\nZiegelei;12.500;0.45\nGaswerk;8.25;1.2\n");
    values(&points, SITE_AREA, &[12.5, 8.25]);
}
